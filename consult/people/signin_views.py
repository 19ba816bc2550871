"""allauth's three views of a sign-in code, with our limits around them. Their answers are allauth's own, untyped."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginStageController
from allauth.headless.account.views import ConfirmLoginCodeView, RequestLoginCodeView, ResendLoginCodeView
from allauth.headless.base.response import AuthenticationResponse, ConflictResponse, RateLimitResponse
from django.http import HttpRequest

from . import limits
from .signin import account_for


def client_address(request: HttpRequest) -> str:
    """The address a request came from: the connection's own, or what our own proxy says it was."""
    return str(get_adapter().get_client_ip(request))


class RequestCode(RequestLoginCodeView):
    """Ask for a code. Known and unknown numbers get the same answer and the same SMS."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            return ConflictResponse(request)
        phone = self.input.cleaned_data["phone"]
        if not limits.may_send_code(phone=phone, address=client_address(request)):
            return RateLimitResponse(request)
        LoginCodeVerificationProcess.initiate(request=request, user=account_for(phone), phone=phone)
        return AuthenticationResponse(request)


class ResendCode(ResendLoginCodeView):
    """Send a new code in place of the last; it is good for as long as the first was."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        stage = LoginStageController.enter(request, LoginStageKey.LOGIN_BY_CODE)
        process = LoginCodeVerificationProcess.resume(stage) if stage else None
        # An account that was never verified may have been forgotten while its code waited.
        if process is None or process.user is None or not process.can_resend:
            return ConflictResponse(request)
        if not limits.may_send_code(phone=process.state["phone"], address=client_address(request)):
            return RateLimitResponse(request)
        process.state.update(at=time.time(), failed_attempts=0)
        process.resend()
        return AuthenticationResponse(request)


class ConfirmCode(ConfirmLoginCodeView):
    """Confirm a code: five tries counted before any is looked at, so that guessing in parallel gains nothing."""

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        gone = self.process.user is None
        if gone or not limits.may_try(phone=self.process.state["phone"], code=self._this_code()):
            self.process.abort()
            return ConflictResponse(request)
        return super().handle(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not limits.first_use(self._this_code()):
            self.process.abort()
            return ConflictResponse(request)
        return super().post(request, *args, **kwargs)

    def _this_code(self) -> str:
        """Which code of which browser: it is good in the session it was asked for in, and nowhere else."""
        return f"{self.request.session.session_key} {self.process.state['at']} {self.process.code}"
