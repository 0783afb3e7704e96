"""The tracer of rasa-sdk, so that the plugin's spans belong to Rasa's trace of the same message."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..instrumentation import take_tracer_from


def join_rasas_trace() -> None:
    """Let the plugin's spans come from rasa-sdk's tracer, where `tracing` is in `endpoints.yml`.

    rasa-sdk does not make its tracer provider that of the process. It offers its tracer instead:
    https://rasa.com/docs/reference/integrations/tracing/
    """
    take_tracer_from(_tracer)


def _tracer() -> Any:
    register = _register()
    return None if register is None else register.get_tracer()


@lru_cache(maxsize=1)
def _register() -> Any:
    try:
        from rasa_sdk.tracing.tracer_register import ActionExecutorTracerRegister
    except ImportError:  # rasa-sdk before 3.8
        return None
    return ActionExecutorTracerRegister()
