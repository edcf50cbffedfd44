"""The life of an account."""

from django.utils.translation import gettext_lazy as _

from xieshang.core.lifecycle import LifeCycle, move
from xieshang.people.models import AccountState, Person
from xieshang.people.rules import may_close_account, may_give_roles, may_keep_accounts

OPEN, CLOSED = AccountState.OPEN, AccountState.CLOSED

# fmt: off
LIFE: LifeCycle[AccountState, Person, Person] = LifeCycle("person", birth=OPEN, ends=frozenset({CLOSED}), tells={"open": _("Account opened"), "change_password": _("Password changed"), "make_token": _("API key made"), "revoke_token": _("API key revoked")}, table=(
    #    name              from       to      under the rule       the button                the history
    move("close",          {OPEN},    CLOSED, may_close_account,   _("Close account"),       _("Account closed"), "danger"),
    move("reopen",         {CLOSED},  OPEN,   may_keep_accounts,   _("Open account again"),  _("Account opened again")),
    move("reset_password", {OPEN},    None,   may_keep_accounts,   _("Give a new password"), _("New first password given")),
    move("give_role",      {OPEN},    None,   may_give_roles,      _("Give a role"),         _("Role given")),
    move("take_role",      {OPEN, CLOSED}, None, may_give_roles,   _("Take a role"),         _("Role taken")),
))
# fmt: on
