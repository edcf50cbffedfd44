"""The life of an account."""

from django.utils.translation import gettext_lazy as _

from xieshang.core.lifecycle import LifeCycle, move
from xieshang.people.models import AccountState, Person
from xieshang.people.rules import may_close_account, may_give_roles, may_keep_accounts

OPEN, CLOSED = AccountState.OPEN, AccountState.CLOSED

TELLS = {
    "open": _("Account opened"),
    "undo_import": _("Import undone, taken away"),
    "change_password": _("Password changed"),
    "change_email": _("E-mail address changed"),
    "make_token": _("API key made"),
    "revoke_token": _("API key revoked"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_failed": _("A sign-in failed"),
    "locked_out": _("Locked out after too many failed sign-ins"),
    "factor_added": _("A second way to sign in set up"),
    "factor_removed": _("A second way to sign in removed"),
}

# fmt: off
LIFE: LifeCycle[AccountState, Person, Person] = LifeCycle("person", birth=OPEN, ends=frozenset({CLOSED}), tells=TELLS, table=(
    #    name              from       to      under the rule       the button                the history
    move("close",          {OPEN},    CLOSED, may_close_account,   _("Close account"),       _("Account closed"), "danger"),
    move("reopen",         {CLOSED},  OPEN,   may_keep_accounts,   _("Open account again"),  _("Account opened again")),
    move("reset_password", {OPEN},    None,   may_keep_accounts,   _("Give a new password"), _("New first password given")),
    move("give_role",      {OPEN},    None,   may_give_roles,      _("Give a role"),         _("Role given")),
    move("take_role",      {OPEN, CLOSED}, None, may_give_roles,   _("Take a role"),         _("Role taken")),
))
# fmt: on
