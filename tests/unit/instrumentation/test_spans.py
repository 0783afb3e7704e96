"""Spans of OpenTelemetry: the same tests with its SDK, and with a stand-in where it is missing."""

import asyncio
import contextlib
import sys
from importlib.metadata import version
from types import ModuleType, SimpleNamespace

import pytest

from actions.human_handoff.instrumentation import Kind, observed, spans, take_tracer_from
from actions.human_handoff.rasa_side import rasa_tracing
from tests.unit.instrumentation.recorder import IS_INSTALLED, missing, recorder

CALL = {"vendor": "Parley", "method": "PUT", "operation": "transfer"}
ACCESS = {"system": "redis", "command": "get"}


def use_everything():
    with observed(Kind.TRANSFER, desk="cm"), observed(Kind.VENDOR_CALL, **CALL):
        pass


def test_the_stack_of_rasa_sdk_3_21_has_opentelemetry_and_that_of_rasa_3_6_has_not():
    is_current = tuple(map(int, version("rasa-sdk").split(".")[:2])) >= (3, 21)

    assert is_current is IS_INSTALLED


def test_nothing_is_imported_and_nothing_happens_where_opentelemetry_is_missing(monkeypatch):
    before = {name for name in sys.modules if name.startswith("opentelemetry")}
    with missing(monkeypatch):
        use_everything()

    assert {name for name in sys.modules if name.startswith("opentelemetry")} == before


def test_no_span_is_started_where_nobody_has_configured_a_provider(api):
    with observed(Kind.CHECK) as check:
        pass

    assert check.seconds == 0.0


def test_a_span_has_the_names_of_the_conventions_and_what_was_set_last(recorded):
    with observed(Kind.VENDOR_CALL, **CALL, address="api.example.org", port=443) as call:
        call.set(http_status=200, result="2xx")

    (span,) = recorded.ended()
    assert (span.name, span.kind, span.failed) == ("PUT transfer", "CLIENT", False)
    assert span.attributes == {
        "human_handoff.vendor": "Parley",
        "human_handoff.operation": "transfer",
        "human_handoff.call_result": "2xx",
        "http.request.method": "PUT",
        "http.response.status_code": 200,
        "server.address": "api.example.org",
        "server.port": 443,
    }


def test_what_is_not_in_the_list_of_attributes_never_gets_onto_a_span(recorded):
    with observed(Kind.CHECK, desk="cm", skill=None, typed="I am Ada"):
        pass

    (span,) = recorded.ended()
    assert span.attributes == {"human_handoff.desk": "cm"}


def test_a_span_that_failed_has_the_kind_of_error_and_no_text(recorded):
    with pytest.raises(ValueError), observed(Kind.TRANSFER, desk="cm"):
        raise ValueError("ada@example.org")

    (span,) = recorded.ended()
    assert (span.kind, span.failed) == ("INTERNAL", True)
    assert span.attributes == {"human_handoff.desk": "cm", "error.type": "ValueError"}


def test_the_kind_of_error_of_a_refusal_is_its_http_status(recorded):
    with contextlib.suppress(ValueError), observed(Kind.VENDOR_CALL, **CALL) as call:
        call.set(http_status=503)
        raise ValueError

    assert recorded.ended()[0].attributes["error.type"] == "503"


def test_spans_lie_inside_each_other(recorded):
    with observed(Kind.TRANSFER, desk="cm"):
        use_everything()

    assert [(span.name, span.parent) for span in recorded.ended()] == [
        ("PUT transfer", "human_handoff.transfer"),
        ("human_handoff.transfer", "human_handoff.transfer"),
        ("human_handoff.transfer", None),
    ]


def test_an_access_to_the_store_is_a_span_only_inside_a_trace(recorded):
    with observed(Kind.STATE_STORE, **ACCESS):
        pass
    assert recorded.ended() == []

    with observed(Kind.TRANSFER, desk="cm"), observed(Kind.STATE_STORE, **ACCESS):
        pass

    access, _ = recorded.ended()
    assert (access.name, access.kind) == ("get state_store", "CLIENT")
    assert access.attributes == {"db.system.name": "redis", "db.operation.name": "get"}


def test_a_provider_of_the_process_is_used_where_rasa_sdk_does_not_trace(api, monkeypatch):
    recorded, of_rasa = recorder(), recorder()
    monkeypatch.setattr(api, "get_tracer_provider", lambda: recorded.provider)

    use_everything()
    assert recorded.names == ["PUT transfer", "human_handoff.transfer"]

    take_tracer_from(lambda: of_rasa.tracer)
    use_everything()
    assert (len(recorded.names), len(of_rasa.names)) == (2, 2)


def test_tracing_that_cannot_start_a_span_is_logged_once_and_harms_nobody(api, caplog, monkeypatch):
    def broken():
        raise LookupError("the provider that the environment names does not exist")

    monkeypatch.setattr(api, "get_tracer_provider", broken)
    use_everything()
    use_everything()

    assert caplog.messages == ["a span was not started: LookupError"]


def test_tracing_that_cannot_end_a_span_harms_nobody(recorded, caplog, monkeypatch):
    def broken(attributes, error):
        if error is not None:
            raise LookupError("a span processor of a bot's own")
        return {}

    monkeypatch.setattr(spans, "span_attributes", broken)
    with pytest.raises(ValueError), observed(Kind.TRANSFER, desk="cm"):
        raise ValueError

    assert caplog.messages == ["a span was not ended: LookupError"]
    with observed(Kind.CHECK):
        pass
    assert [(span.name, span.parent) for span in recorded.ended()] == [
        ("human_handoff.transfer", None),
        ("human_handoff.check", None),
    ]


class RustPanicError(BaseException):
    """What an exporter in Rust raises is no Exception."""


ENDS_A_THREAD_OR_A_TASK = [SystemExit, asyncio.CancelledError, GeneratorExit, RustPanicError]


@pytest.mark.parametrize("failure", ENDS_A_THREAD_OR_A_TASK)
def test_a_provider_that_raises_what_ends_a_thread_harms_nobody(api, caplog, monkeypatch, failure):
    def broken():
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(api, "get_tracer_provider", broken)
        use_everything()
    assert caplog.messages == [f"a span was not started: {failure.__name__}"]

    recorded = recorder()
    monkeypatch.setattr(api, "get_tracer_provider", lambda: recorded.provider)
    use_everything()
    assert len(recorded.names) == 2


@pytest.mark.parametrize("failure", ENDS_A_THREAD_OR_A_TASK)
def test_an_exporter_that_raises_what_ends_a_thread_harms_nobody(
    recorded, caplog, monkeypatch, failure
):
    end = spans.RunningSpan.end

    def broken(span, attributes, error):
        end(span, attributes, error)
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(spans.RunningSpan, "end", broken)
        use_everything()
    assert caplog.messages == [f"a span was not ended: {failure.__name__}"]

    use_everything()
    assert len(recorded.names) == 4


def test_the_operators_interruption_is_kept(recorded, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    for place, name in ((spans, "span_name"), (spans.RunningSpan, "end")):
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(place, name, interrupted)
            use_everything()

    use_everything()
    assert recorded.names[-2:] == ["PUT transfer", "human_handoff.transfer"]


@pytest.mark.parametrize("is_broken", [False, True], ids=["well", "broken"])
def test_a_task_that_is_cancelled_ends_its_span_and_stays_cancelled(
    recorded, monkeypatch, is_broken
):
    end = spans.RunningSpan.end

    def broken(span, attributes, error):
        end(span, attributes, error)
        raise asyncio.CancelledError

    if is_broken:
        monkeypatch.setattr(spans.RunningSpan, "end", broken)
    after = []

    async def operation():
        with observed(Kind.CHECK):
            await asyncio.Event().wait()
        after.append("it went on")

    async def cancelled():
        task = asyncio.ensure_future(operation())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return task.cancelled()

    assert asyncio.run(cancelled())
    assert after == []
    (span,) = recorded.ended()
    assert span.attributes["error.type"] == "CancelledError"


def test_the_tracer_is_that_of_rasa_sdk_if_it_has_one(recorded, monkeypatch):
    tracers = [None, recorded.tracer]

    class Register:
        """What rasa-sdk offers since 3.8."""

        def get_tracer(self):
            return tracers[-1]

    monkeypatch.setattr(rasa_tracing, "_register", Register)
    rasa_tracing.join_rasas_trace()
    use_everything()
    assert len(recorded.names) == 2

    tracers.append(None)  # `tracing` is not in endpoints.yml
    use_everything()
    assert len(recorded.names) == 2


@pytest.mark.parametrize("is_there", [True, False], ids=["since 3.8", "before"])
def test_rasa_sdks_own_register_is_found_where_there_is_one(is_there, recorded, monkeypatch):
    name = "rasa_sdk.tracing.tracer_register"
    register = SimpleNamespace(get_tracer=lambda: recorded.tracer)
    module = SimpleNamespace(ActionExecutorTracerRegister=lambda: register)
    monkeypatch.setitem(sys.modules, "rasa_sdk.tracing", ModuleType("rasa_sdk.tracing"))
    monkeypatch.setitem(sys.modules, name, module if is_there else None)
    rasa_tracing._register.cache_clear()
    rasa_tracing.join_rasas_trace()

    use_everything()
    assert len(recorded.names) == (2 if is_there else 0)

    monkeypatch.undo()
    rasa_tracing._register.cache_clear()
    assert (rasa_tracing._register() is not None) is IS_INSTALLED
