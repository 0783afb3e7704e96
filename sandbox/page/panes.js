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

export function listenToPaneButtons() {
  for (const button of buttons()) {
    button.addEventListener("click", () => showPane(button.dataset.to));
  }
}

/**
 * Let screen readers read new messages aloud.
 *
 * The chat and the desk show the same conversation, so only one of them is a live region: the
 * desk while the focus is there, else the chat. Messages from before this call are not read.
 */
export function announceMessages() {
  const chooseLiveRegion = () => {
    const isDesk = document.getElementById("desk").contains(document.activeElement);
    const setLive = (id, isLive) =>
      document.getElementById(id).setAttribute("aria-live", isLive ? "polite" : "off");
    setLive("desk-log", isDesk);
    setLive("chat-log", !isDesk);
  };
  document.addEventListener("focusin", chooseLiveRegion);
  chooseLiveRegion();
}
