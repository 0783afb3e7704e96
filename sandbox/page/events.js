/**
 * The sandbox's events, from the last reset on and then as they happen (server-sent events).
 *
 * After a lost connection everything is read again from the beginning: the sandbox may have been
 * started anew, and then its ids mean other things.
 */

const TYPES = [
  "call", "fault", "transfer_accepted", "transfer_failed", "transfer_refused", "bot_called",
  "agent_joined", "agent_left", "message", "links_changed", "handover_endpoint_called",
  "session_ended", "users_merged", "bot_answered", "bot_failed", "conversation_closed", "reset",
  "transfer_waiting", "transfer_withdrawn", "agents_changed", "setup_changed", "faults_changed",
  "failing_changed",
];
const PAUSE_MS = 1000;

/**
 * Follow the events. `begin` is called before the first of each connection, `take` with each,
 * `line` with "open" or "lost".
 */
export function follow({ begin, take, line }) {
  const source = new EventSource("/events");
  source.addEventListener("open", () => {
    begin();
    line("open");
  });
  for (const type of TYPES) {
    source.addEventListener(type, (event) => take(JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    source.close();
    line("lost");
    setTimeout(() => follow({ begin, take, line }), PAUSE_MS);
  });
}
