"""Ask the user about tool calls that no rule decides."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from ..agent.interfaces import Allowed, Decision, Refused, ToolSpec
from ..agent.messages import ToolCall
from ..errors import ToolError
from .rules import Ask, Policy, Rule, Verdict, parse_rule


@dataclass(frozen=True, slots=True)
class Question:
    """What the user is asked."""

    call: ToolCall
    spec: ToolSpec
    reason: str
    """Why it is asked for: a sentence."""
    rule: str | None
    """The rule that "always" adds; None if only "once" can be offered."""


@dataclass(frozen=True, slots=True)
class AllowOnce:
    """Yes, this call."""


@dataclass(frozen=True, slots=True)
class AllowAlways:
    """Yes, and everything that the question's rule names, until the session ends."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """No."""

    feedback: str = ""
    """What the user wants instead, for the model; may be empty."""


Answer = AllowOnce | AllowAlways | Refuse | Refused
"""`Refused` is for the model: there was nobody to answer."""


@dataclass
class RuledConsent:
    """Decides by `policy`, and asks where that says so: one question at a time."""

    policy: Policy
    """May be replaced at any time, for example to change the mode."""
    ask: Callable[[Question], Awaitable[Answer]]
    real_path: Callable[[str], PurePosixPath] = PurePosixPath
    """Follows links below the workspace: a rule for a file holds under its other names too."""
    granted: tuple[Rule, ...] = ()
    """What the user allowed with "always", in addition to the policy."""
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def asks(self, call: ToolCall, spec: ToolSpec) -> Decision:
        """Return whether `call` may run; waits for the user as long as it takes."""
        verdict = await self._verdict(call, spec)
        if isinstance(verdict, Ask):
            async with self._asking:
                # An answer to the question before this one may have added the rule that settles it.
                verdict = await self._verdict(call, spec)
                if isinstance(verdict, Ask):
                    rule = verdict.rule_that_would_allow
                    decision = self._decided(await self.ask(Question(call, spec, verdict.reason, rule)), rule)
                    # Rules and mode may be other ones by now.
                    verdict = await self._verdict(call, spec)
                    return verdict if isinstance(verdict, Refused) else decision
        return verdict

    async def _verdict(self, call: ToolCall, spec: ToolSpec) -> Verdict:
        # Loading the grammar, or reading a very long line, would keep the loop waiting.
        return await asyncio.to_thread(self._strictest, call, spec)

    def _strictest(self, call: ToolCall, spec: ToolSpec) -> Verdict:
        """Judge the path as the model spells it, and as it is behind links."""
        policy = replace(self.policy, allow=(*self.policy.allow, *self.granted))
        verdict = policy.verdict(call, spec)
        if isinstance(verdict, Refused) or not isinstance(path := call.arguments.get("path"), str):
            return verdict
        try:
            real = {**call.arguments, "path": str(self.real_path(path))}
        except ToolError:
            return verdict  # The tool itself refuses such a path, and says why.
        other = policy.verdict(replace(call, arguments=real), spec)
        return verdict if isinstance(other, Allowed) else other

    def _decided(self, answer: Answer, rule: str | None) -> Decision:
        match answer:
            case AllowAlways() if rule is not None:
                self.granted = (*self.granted, parse_rule(rule))
                return Allowed()
            case AllowOnce() | AllowAlways():
                return Allowed()
            case Refuse(""):
                return Refused("The user refused this call. Do not try it again; ask what to do instead.")
            case Refuse(feedback):
                return Refused(f"The user refused this call and says: {feedback}")
            case Refused():
                return answer


def refuse_without_asking(why: str) -> Callable[[Question], Awaitable[Answer]]:
    """Return an `ask` that always refuses, for when nobody can be asked.

    `why` completes "It needs the user's consent, and …".
    """

    async def answer(question: Question) -> Answer:
        hint = (
            f"The user can allow it by starting with --allow '{question.rule}'."
            if question.rule
            else "The user can run it, or start again where questions can be asked."
        )
        return Refused(
            f"This call did not run: it needs the user's consent, and {why}. {question.reason} "
            f"Go on with what is allowed, or say in your answer what is left to do. {hint}"
        )

    return answer
