"""Decides how the office says no: each refusal has a stable code and one sentence in Chinese and in English."""

from typing import ClassVar


class Refusal(Exception):
    """An expected no. Never raised itself: one of the kinds below, with a sentence for the person and details for the page.

    raise NotYours("该任务由李红办理", holder="lihong")
    """

    code: ClassVar[str] = "refused"
    default_sentence: ClassVar[str] = "无法办理"
    default_english: ClassVar[str] = "This cannot be done."

    def __init__(self, sentence: str = "", *, english: str = "", **details: object) -> None:
        self.sentence = sentence or self.default_sentence
        self.english = english or self.default_english
        self.details = details
        super().__init__(self.sentence)

    def said_in(self, language: str) -> str:
        """The sentence in the reader's language; everything but English is answered in Chinese."""
        return self.english if language.lower().startswith("en") else self.sentence


class NotYours(Refusal):
    """The task or draft belongs to somebody else."""

    code = "not_yours"
    default_sentence = "该事项不由您办理"
    default_english = "This is assigned to somebody else."


class NotAllowed(Refusal):
    """The role, or an earlier part in the same matter, forbids it."""

    code = "not_allowed"
    default_sentence = "您没有办理此事项的权限"
    default_english = "You are not allowed to do this."


class AlreadyDone(Refusal):
    """It was done before; nothing is done twice."""

    code = "already_done"
    default_sentence = "该事项已经办理，未重复办理"
    default_english = "This has already been done; nothing was done twice."


class TooLate(Refusal):
    """The deadline was over when the request arrived."""

    code = "too_late"
    default_sentence = "期限已过，不能再办理"
    default_english = "The deadline has passed."


class Conflict(Refusal):
    """Somebody else changed the same thing meanwhile."""

    code = "conflict"
    default_sentence = "内容已被他人更新，请刷新后再办理"
    default_english = "Somebody else changed this meanwhile; reload and try again."


class NotEligible(Refusal):
    """The law's conditions are not met; the details carry the reasons."""

    code = "not_eligible"
    default_sentence = "尚不符合办理条件"
    default_english = "The legal conditions are not met."


class BadDiagram(Refusal):
    """A diagram, table or form is not accepted; the details carry the findings."""

    code = "bad_diagram"
    default_sentence = "流程图未通过检查"
    default_english = "The diagram was not accepted."


class BadAnswers(Refusal):
    """The form has mistakes; the details carry them by field."""

    code = "bad_answers"
    default_sentence = "填写内容有误，请按提示修改"
    default_english = "Some answers need correction."


class BadInput(Refusal):
    """A file, number or argument cannot be used as given."""

    code = "bad_input"
    default_sentence = "输入内容无法识别"
    default_english = "The input cannot be used."


class OtherRequest(Refusal):
    """The key of this request has named another one, which had its effect."""

    code = "other_request"
    default_sentence = "同一凭据已用于内容不同的请求，这次没有办理"
    default_english = "This key was used for another request; nothing was done."


class NotFound(Refusal):
    """There is no such thing, or none that this person may see."""

    code = "not_found"
    default_sentence = "未找到所查内容"
    default_english = "Nothing was found."


class NotAvailable(Refusal):
    """Something the office depends on is out of order; trying later may help."""

    code = "not_available"
    default_sentence = "系统暂时无法办理，内容未丢失，请稍后再试"
    default_english = "This is not available at the moment; nothing was lost, try again later."
