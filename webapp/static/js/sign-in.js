// The session ended while somebody was writing: sign in over the form, take the new token, go on.
//   Another person signing in does not see what the first one wrote; it waits on this machine for the first one.
export function askToSignIn(form) {
  const dialog = document.getElementById("sign-in-again");
  if (!dialog) return Promise.resolve(false);
  const inner = dialog.querySelector("form");
  const trouble = dialog.querySelector("[data-trouble]");
  trouble.hidden = true;
  if (!dialog.open) dialog.showModal();
  return new Promise((done) => {
    inner.onsubmit = async (event) => {
      event.preventDefault();
      const viewer = await signIn(inner).catch(() => null);
      if (viewer === null) {
        trouble.hidden = false;
        inner.querySelector("[name=password]").select();
        return;
      }
      dialog.close();
      done(await goOn(form, viewer));
    };
    dialog.oncancel = () => done(false);
  });
}

async function signIn(inner) {
  const page = await read(await fetch("/login", { headers: { Accept: "text/html" } }));
  const body = new FormData(inner);
  body.set("csrf_token", page.querySelector("input[name=csrf_token]")?.value ?? "");
  const answer = await fetch("/login", { method: "POST", body, headers: { Accept: "text/html" } });
  const home = await read(answer);
  return answer.ok ? home.body.dataset.viewer ?? null : null;
}

async function goOn(form, viewer) {
  inner().querySelector("[name=password]").value = "";
  if (viewer !== document.body.dataset.viewer) {
    form.replaceChildren();
    window.location.reload();
    return false;
  }
  const page = await read(await fetch(window.location.href, { headers: { Accept: "text/html" } }));
  const token = page.querySelector("input[name=csrf_token]")?.value ?? "";
  document.querySelectorAll("input[name=csrf_token]").forEach((field) => {
    field.value = token;
  });
  return true;
}

function inner() {
  return document.querySelector("#sign-in-again form");
}

async function read(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
