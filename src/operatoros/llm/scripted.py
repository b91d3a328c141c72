"""A given text, streamed as if a model wrote it: for tests, the demo and replay.

Public on purpose: whoever writes an operator can test it against a fixed answer, without a key.
"""

from __future__ import annotations

from pathlib import Path

import anyio

from operatoros.llm.failures import ModelRequestInvalid, Whom, as_info, model_failure
from operatoros.llm.tokens import estimated_tokens
from operatoros.llm.writing import Delta, Finished, Prompt, Writing
from operatoros.secrets import Secret
from operatoros.values.run import StopReason, Usage

_LARGEST_BYTES = 4 * 1024 * 1024


class Scripted:
    """Writes what it was given. A `Model`.

    Args:
        text: What it writes.
        label: What stands after `scripted:` in its name.
        chunk: Characters of each piece.
        stop_reason: How it ends; anything but `end` comes with an error of the same meaning.
        pause_s: Seconds between pieces, so that a demo looks like writing.
    """

    def __init__(
        self,
        text: str,
        *,
        label: str = "text",
        chunk: int = 24,
        stop_reason: StopReason = "end",
        pause_s: float = 0.0,
    ) -> None:
        assert chunk > 0, chunk
        self._text = text
        self._label = label
        self._chunk = chunk
        self._stop_reason = stop_reason
        self._pause_s = pause_s

    @property
    def name(self) -> str:
        """`scripted:` and the label."""
        return f"scripted:{self._label}"

    async def write(self, prompt: Prompt, *, max_tokens: int) -> Writing:
        """Write the text; see `Model.write`. `max_tokens` is not enforced: nothing is paid."""
        del max_tokens
        for start in range(0, len(self._text), self._chunk):
            # A checkpoint in any case: a stream that never yields to others cannot be cancelled.
            await anyio.sleep(self._pause_s if start else 0)
            yield Delta(text=self._text[start : start + self._chunk])
        usage = Usage(
            model=self.name,
            input_tokens=estimated_tokens(prompt.text),
            output_tokens=estimated_tokens(self._text),
            cost_usd=0.0,
            estimated=True,
        )
        code = _CODES.get(self._stop_reason)
        error = as_info(model_failure(code, self._whom())) if code else None
        yield Finished(stop_reason=self._stop_reason, usage=usage, error=error)

    def _whom(self) -> Whom:
        return Whom(
            kind="scripted", model=self._label, host="this machine", key_name="", key=Secret("")
        )


_CODES: dict[StopReason, str] = {
    "length": "ERR_MODEL_CUT",
    "refusal": "ERR_MODEL_REFUSED",
    "stopped": "ERR_MODEL_STOPPED",
    "error": "ERR_MODEL_BROKE_OFF",
}


def scripted_from(file: str, *, folder: str = ".", pause_s: float = 0.0) -> Scripted:
    """Return the writer that `scripted:FILE` names.

    Args:
        file: Path of a UTF-8 text file of at most 4 MiB.
        folder: What a relative path starts from.
        pause_s: Seconds between pieces.

    Raises:
        ModelRequestInvalid: ERR_MODEL_SCRIPT.
    """
    whom = Whom(kind="scripted", model=file, host="this machine", key_name="", key=Secret(""))
    path = Path(folder, file)
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise model_failure("ERR_MODEL_SCRIPT", whom, details={"why": "larger than 4 MiB"})
        text = path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else "not UTF-8 text"
        error = model_failure("ERR_MODEL_SCRIPT", whom, details={"why": why})
        assert isinstance(error, ModelRequestInvalid)
        raise error from exc
    return Scripted(text, label=file, pause_s=pause_s)
