"""A call that may be sent again, until somebody says what became of it.

The client repeats such a call a few times within seconds. What is still unknown then is sent again after a pause,
and again: applied twice it does what it does once. An answer 404 to a repeated removal says that it was applied.
"""

from collections.abc import Callable
from typing import Any, Final

from miro_async.bulk.pipe import Pipe
from miro_async.bulk.trouble import refuses
from miro_async.endpoints import Call, Repeat
from miro_async.errors import DecodeError, MiroError, NotFound, OutcomeUnknown

__all__ = ["Repeatable"]

_PAUSES_S: Final = (2.0, 15.0)


class Repeatable:
    """A call on its way.

    Args:
        pipe: what sends.
        call: what to send.
        before: called before it is sent for the first time; what it raises keeps it from being sent.
        is_doubtful: whether an earlier run may have sent it.

    Attributes:
        call: what to send.
        sendings: how often it was sent.
        is_doubtful: whether it was sent, and nobody has said what became of it.
        may_come_late: whether a sending that nobody answered may take effect after the answer to a later one.
    """

    def __init__(self, pipe: Pipe, call: Call[Any], before: Callable[[], object], *, is_doubtful: bool = False) -> None:
        self._pipe = pipe
        self.call = call
        self._before = before
        self.sendings = 0
        self.is_doubtful = is_doubtful
        self.may_come_late = is_doubtful

    async def bring(self, delay: float = 0.0) -> Any:
        """What the answer holds; None if that cannot be read, or the thing is gone.

        Args:
            delay: seconds to wait before.

        Raises:
            OutcomeUnknown: nobody can say what became of it.
            MiroError: it had no effect, unless it is still doubtful.
        """
        unknown = OutcomeUnknown("it was not sent", operation=self.call.operation)
        for pause in (delay, *_PAUSES_S):
            was_doubtful = self.is_doubtful
            try:
                exchange = await self._pipe.exchange(self.call, delay=pause, on_send=self._going_out)
            except OutcomeUnknown as error:
                self.may_come_late = True
                unknown = error
            except DecodeError as error:
                # Whoever answers a success with anything but a web page is the API, and means it.
                if error.excerpt and not error.excerpt.startswith("<"):
                    self.is_doubtful = False
                    return None
                unknown = OutcomeUnknown(f"it may have been applied: {error.args[0]}", operation=self.call.operation)
                unknown.__cause__ = error
                self.may_come_late = True
            except MiroError as error:
                self.may_come_late = self.may_come_late or error.attempts > 1
                self.is_doubtful = was_doubtful and not refuses(error)
                if was_doubtful and isinstance(error, NotFound) and self._removes:
                    return None
                raise
            else:
                self.is_doubtful = False
                self.may_come_late = self.may_come_late or exchange.doubtful
                return exchange.value
        raise unknown

    @property
    def _removes(self) -> bool:
        return self.call.endpoint.repeat is Repeat.NOT_FOUND_IS_DONE

    def _going_out(self) -> None:
        if not self.sendings:
            self._before()
        self.sendings += 1
        self.is_doubtful = True
