/**
 * On a phone one pane is shown at a time; the buttons at the top choose which.
 */

const buttons = () => document.querySelectorAll(".panes [data-to]");

export function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of buttons()) {
    button.toggleAttribute("aria-current", button.dataset.to === name);
    if (button.dataset.to === name) button.setAttribute("aria-current", "true");
  }
}

export function listen() {
  for (const button of buttons()) {
    button.addEventListener("click", () => showPane(button.dataset.to));
  }
}

/**
 * Two lists show the same conversation. Only one of them is read aloud: the desk's while somebody
 * works there, else the chat's. Nothing is read of what was said before the page was opened.
 */
export function readAloud() {
  const log = (id) => document.getElementById(id);
  const choose = () => {
    const isDesk = document.getElementById("desk").contains(document.activeElement);
    log("desk-log").setAttribute("aria-live", isDesk ? "polite" : "off");
    log("chat-log").setAttribute("aria-live", isDesk ? "off" : "polite");
  };
  document.addEventListener("focusin", choose);
  choose();
}
