"""Each channel carries a message once, and says whether trying again may help."""
