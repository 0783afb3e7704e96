"""Messages whose servers are killed with -9: each arrives at a real mail server, under one id."""

import json
import re
import sys
from collections import Counter

from demo.child_process import running_process
from tests import ROOT
from tests.mail_server import email_settings, mail_server, tls

__all__ = ["tls"]


def test_no_message_is_lost_while_the_servers_that_deliver_are_killed(tls, tmp_path, state):
    logs = []

    def running(settings, most):
        logs.append(tmp_path / f"noter-{len(logs)}.log")
        module = "tests.several_servers.message_noter"
        command = [sys.executable, "-m", module, json.dumps(settings), state, str(most)]
        return running_process("noter", command, logs[-1], ROOT)

    with mail_server("starttls", tls) as mail:
        settings = {
            "receivers": {"mailbox": {"email": email_settings(mail, tls)}},
            "default": "mailbox",
        }
        # Killed while it waits for the reply to an e-mail that the mail server does not take.
        mail.faults.hangs = True
        with running(settings, 5) as server:
            mail.wait_until(lambda: mail.attempts == 1)
            server.kill()
        # Killed right after the mail server has taken an e-mail, and before it could say so.
        mail.faults.hangs, mail.faults.takes_without_reply = False, True
        with running(settings, 5) as server:
            mail.wait_for(1)
            server.kill()
        mail.faults.takes_without_reply = False
        with running(settings, 5):
            told = {
                each for log in logs[:2] for each in re.findall(r"\w{4}-\w{4}", log.read_text())
            }
            mail.wait_until(
                lambda: told <= {each["X-Human-Handoff-Reference"] for each in mail.mails}, 90
            )

    assert told
    ids = Counter(each["Message-ID"] for each in mail.mails)
    assert sum(count > 1 for count in ids.values()) <= 2, "only what was under way comes again"
