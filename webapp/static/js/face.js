// Starts what makes pages quicker to use. Every page works without it; nothing is kept here that the server does not have.
import { startAutosave } from "./autosave.js";
import { startForms } from "./forms.js";
import { startKeyboard } from "./keyboard.js";
import { startMenus } from "./menus.js";
import { startPanels } from "./panels.js";
import { startSession } from "./session.js";

startForms(document);
startMenus(document);
startPanels(document);
startKeyboard(document);
startAutosave(document);
startSession(document);
