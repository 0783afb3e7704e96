/**
 * The sandbox's events as server-sent events: those since the last reset, then each new one.
 *
 * After a lost connection all events are read again from the beginning. The sandbox may have been
 * restarted meanwhile, and then its event ids start again.
 */

const TYPES = [
  "call", "fault", "transfer_accepted", "transfer_failed", "transfer_refused", "bot_called",
  "agent_joined", "agent_left", "message", "links_changed", "handover_endpoint_called",
  "session_ended", "users_merged", "bot_answered", "bot_failed", "conversation_closed", "reset",
  "transfer_waiting", "transfer_withdrawn", "agents_changed", "setup_changed", "faults_changed",
  "failing_changed", "handoff_reported", "store_reported", "ticket_received",
];
const RETRY_MS = 1000;

/**
 * Follow the events.
 *
 * `onStart` is called before the first event of each connection, `onEvent` with each event, and
 * `onConnection` with "open" or "lost".
 */
export function follow({ onStart, onEvent, onConnection }) {
  const source = new EventSource("/events");
  source.addEventListener("open", () => {
    onStart();
    onConnection("open");
  });
  for (const type of TYPES) {
    source.addEventListener(type, (event) => onEvent(JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    source.close();
    onConnection("lost");
    setTimeout(() => follow({ onStart, onEvent, onConnection }), RETRY_MS);
  });
}
