"""Decides how a no reaches a person: status, three sentences (what happened, what is not lost, what to do), a reference."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException

from webapp import face, language
from workflows import errors
from workflows.errors import BadInput, NotAllowed, Refusal
from workflows.law.uscc import ALPHABET

logger = logging.getLogger(__name__)

_UNSHOWN = {"csrf_token", "password", "attempt", "key", "next", "submission_id", "revision"}


class FileTooLarge(BadInput):
    """An upload is larger than allowed."""

    code = "file_too_large"
    default_sentence = "文件超过大小上限，没有上传"
    default_english = "The file is larger than allowed and was not uploaded."


class WrongFileType(BadInput):
    """An upload is of a kind that is not accepted; its content decides, not its name."""

    code = "wrong_file_type"
    default_sentence = "不接受这种文件，没有上传"
    default_english = "This kind of file is not accepted and was not uploaded."


class TooManyTries(NotAllowed):
    """Too many tries in a short time; `seconds` in the details says how long to wait."""

    code = "too_many_tries"
    default_sentence = "尝试次数较多，10 分钟后可再试"
    default_english = "There were many tries; try again in 10 minutes."


@dataclass(frozen=True, slots=True)
class Answer:
    """How one kind of no is answered."""

    status: HTTPStatus
    title: Any
    advice: Any


_ANSWERS: Mapping[type[Refusal], Answer] = {
    FileTooLarge: Answer(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        lazy_gettext("文件太大"),
        lazy_gettext("可以压缩，或分成几个文件后再上传。"),
    ),
    WrongFileType: Answer(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        lazy_gettext("文件类型不能使用"),
        lazy_gettext("可以上传 PDF、OFD、JPG、PNG。"),
    ),
    TooManyTries: Answer(
        HTTPStatus.TOO_MANY_REQUESTS, lazy_gettext("稍后再试"), lazy_gettext("到时间后再试，或与窗口联系。")
    ),
    errors.NotYours: Answer(
        HTTPStatus.FORBIDDEN, lazy_gettext("这件事由他人办理"), lazy_gettext("可以返回收件箱，或与办理人联系转办。")
    ),
    errors.NotAllowed: Answer(
        HTTPStatus.FORBIDDEN,
        lazy_gettext("没有办理权限"),
        lazy_gettext("可以换用有权限的账号，或与本单位系统管理员联系。"),
    ),
    errors.AlreadyDone: Answer(
        HTTPStatus.CONFLICT,
        lazy_gettext("这件事已经办结"),
        lazy_gettext("可以复制填写的内容，查看案件，或返回收件箱。"),
    ),
    errors.Conflict: Answer(
        HTTPStatus.CONFLICT,
        lazy_gettext("内容已被他人更新"),
        lazy_gettext("可以复制填写的内容，重新打开页面后再提交。"),
    ),
    errors.TooLate: Answer(
        HTTPStatus.GONE, lazy_gettext("期限已过"), lazy_gettext("可以提交逾期说明，撤回后重新申请，或与承办单位联系。")
    ),
    errors.NotEligible: Answer(
        HTTPStatus.CONFLICT, lazy_gettext("暂不能申请，原因如下"), lazy_gettext("条件具备后可以申请，也可以提出异议。")
    ),
    errors.BadDiagram: Answer(
        HTTPStatus.UNPROCESSABLE_ENTITY, lazy_gettext("流程图未通过检查"), lazy_gettext("按所列问题修改后再检查一次。")
    ),
    errors.BadAnswers: Answer(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        lazy_gettext("填写内容需要修改"),
        lazy_gettext("返回上一页，按提示修改后再提交。"),
    ),
    errors.OtherRequest: Answer(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        lazy_gettext("这张表单已经提交过"),
        lazy_gettext("可以复制填写的内容，重新打开页面核对后再提交。"),
    ),
    errors.BadInput: Answer(
        HTTPStatus.UNPROCESSABLE_ENTITY, lazy_gettext("内容不能使用"), lazy_gettext("返回上一页，核对后再提交。")
    ),
    errors.NotFound: Answer(
        HTTPStatus.NOT_FOUND, lazy_gettext("没有找到"), lazy_gettext("可以核对地址或编号，或从首页重新查找。")
    ),
    errors.NotAvailable: Answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        lazy_gettext("暂时无法办理"),
        lazy_gettext("几分钟后再试；如仍不行，与窗口联系并提供参考号。"),
    ),
    Refusal: Answer(
        HTTPStatus.CONFLICT, lazy_gettext("无法办理"), lazy_gettext("可以返回上一页，或与窗口联系并提供参考号。")
    ),
}
_HTTP_SENTENCES: Mapping[int, tuple[Any, type[Refusal]]] = {
    400: (lazy_gettext("页面停留时间较长，登录或页面已过期，这次没有提交。"), errors.Conflict),
    401: (lazy_gettext("登录已过期，这次没有提交。"), errors.NotAllowed),
    403: (lazy_gettext("您没有打开此页面的权限。"), errors.NotAllowed),
    404: (lazy_gettext("没有这个页面，可能已移动，或地址有误。"), errors.NotFound),
    405: (lazy_gettext("这个地址不能这样打开。"), errors.NotFound),
    413: (lazy_gettext("这次提交的内容超过上限，没有上传。"), FileTooLarge),
    415: (lazy_gettext("这种内容不能使用，没有提交。"), WrongFileType),
    429: (lazy_gettext("尝试次数较多，稍后可再试。"), TooManyTries),
    503: (lazy_gettext("系统正在维护，暂时无法办理。"), errors.NotAvailable),
}


def install(app: Flask) -> None:
    """Every refusal, every HTTP error and every bug ends in a page (or JSON) of ours."""
    face.install(app)
    app.jinja_env.filters["said"] = said
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_bug)


def status_of(refusal: Refusal) -> HTTPStatus:
    """The status code of a refusal, by its nearest kind."""
    return _answer_of(type(refusal)).status


def remember(typed: Iterable[tuple[str, str]]) -> None:
    """Tells what the person has typed, question by question, so that a refusal of this request can show it."""
    g.typed = tuple(typed)


def answer(refusal: Refusal) -> Response:
    """The page or JSON of a refusal."""
    found = _answer_of(type(refusal))
    reference = _reference()
    logger.info("refused", extra={"code": refusal.code, "status": int(found.status), "reference": reference})
    seconds = refusal.details.get("seconds")
    return _respond(_Told(refusal.code, found, said(refusal), reference, refusal.details), wait=seconds)


def said(refusal: Refusal) -> str:
    """The sentence of a refusal in the reader's language, with its full stop."""
    if language.is_english():
        return refusal.english.rstrip(".") + "."
    return refusal.sentence.rstrip("。.") + _("。")


def _answer_of(kind: type[Refusal]) -> Answer:
    return next(_ANSWERS[one] for one in kind.__mro__ if one in _ANSWERS)


def _answer_http(problem: HTTPException) -> Any:
    code = problem.code or 500
    if code < 400:
        return problem
    if code not in _HTTP_SENTENCES:
        return _answer_bug(problem)
    sentence, kind = _HTTP_SENTENCES[code]
    like = _answer_of(kind)
    title = _("登录已过期") if code in {400, 401} else like.title
    advice = _("重新登录后，打开原来的页面再提交。") if code in {400, 401} else like.advice
    told = _Told(kind.code, Answer(HTTPStatus(code), title, advice), str(sentence), _reference(), {})
    return _respond(told)


def _answer_bug(problem: Exception) -> Response:
    """A fault of the product: logged whole, told without its inside."""
    reference = _reference()
    logger.error("failed", exc_info=problem, extra={"reference": reference, "path": request.path})
    if current_app.testing or current_app.debug:
        raise problem
    advice = _("可以再试一次；如仍不行，与窗口联系并提供参考号。")
    found = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _("没有成功"), advice)
    return _respond(_Told("failed", found, _("系统出现故障，这次没有提交成功。"), reference, {}))


@dataclass(frozen=True, slots=True)
class _Told:
    """Everything a refusal page says."""

    code: str
    answer: Answer
    sentence: str
    reference: str
    details: Mapping[str, object]


def _respond(told: _Told, wait: object = None) -> Response:
    typed = _typed()
    kept = _kept_sentence(typed)
    if _wants_json():
        said = {"code": told.code, "sentence": told.sentence, "kept": kept, "advice": str(told.answer.advice)}
        details = {name: _plain(value) for name, value in told.details.items()}
        response = jsonify({"error": {**said, "reference": told.reference, "details": details}})
    else:
        reasons = told.details.get("reasons") or told.details.get("findings") or ()
        response = make_response(_page(told=told, kept=kept, typed=typed, reasons=reasons, area=_area()))
    response.status_code = told.answer.status
    if told.answer.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = str(wait if isinstance(wait, int) else 60)
    return response


def _page(**shown: Any) -> str:
    """The refusal in its area; without head and menus when those cannot be made, for the database may be what is down."""
    try:
        return render_template("parts/refused.html" if request.headers.get("HX-Request") else "refused.html", **shown)
    except Exception:
        if current_app.testing or current_app.debug:
            raise
        logger.exception("a refusal could not be shown in its area")
        return current_app.jinja_env.get_template("bare.html").render(config=current_app.config, **shown)


def _kept_sentence(typed: tuple[tuple[str, str], ...]) -> str:
    if typed:
        return _("您填写的内容没有丢失，见下方，可以复制。")
    if request.method in {"GET", "HEAD"}:
        return _("已保存的内容不受影响。")
    return _("之前已保存的内容没有丢失。")


def _typed() -> tuple[tuple[str, str], ...]:
    """What was typed: told by the view, or else the posted texts without their names."""
    if "typed" in g:
        return tuple(g.typed)
    if request.method in {"GET", "HEAD"} or request.is_json:
        return ()
    shown = [(name, value) for name, value in _posted() if name not in _UNSHOWN and not name.startswith("_")]
    texts = [value for _name, value in shown if len(value.strip()) > 3]
    return tuple(("", value) for value in texts)


def _posted() -> list[tuple[str, str]]:
    try:
        return list(request.form.items(multi=True))
    except HTTPException:  # the body itself was refused: too large, or cut off
        return []


def _wants_json() -> bool:
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def _area() -> str:
    for prefix, area in (("/p/", "portal"), ("/w/", "work"), ("/d/", "work"), ("/a/", "work"), ("/audit", "work")):
        if request.path.startswith(prefix):
            return area
    return "public"


def _reference() -> str:
    """Six characters that a person can read out: 7F3K-21."""
    letters = sorted(ALPHABET)
    signs = [secrets.choice(letters) for _number in range(6)]
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


_PLAINLY: Mapping[type, Callable[[Any], Any]] = {datetime: datetime.isoformat, date: date.isoformat}


def _plain(value: object) -> Any:
    """Details as JSON holds them."""
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Iterable):
        return [_plain(one) for one in value]
    return _PLAINLY[type(value)](value) if type(value) in _PLAINLY else str(value)
