"""People, their seats and roles, and the bodies they belong to."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.core.models import Item


def in_reader_language(zh: str, en: str) -> str:
    return zh if (get_language() or "").startswith("zh") or not en else en


class Sector(models.Model):
    """A sector (界别) that members are drawn from."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)


class Unit(models.Model):
    """A body that handles what it is assigned (承办单位); `office` is the assigning office that answers for it."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    short = models.CharField(max_length=30)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=20)
    office = models.CharField(max_length=20)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)


class Session(models.Model):
    """A plenary session (次会议) of a term; proposals handed in up to `proposals_until` count as its own."""

    term = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    opens = models.DateField()
    closes = models.DateField()
    proposals_until = models.DateTimeField()

    class Meta:
        ordering = ["-opens"]
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="a_session_is_held_once")]

    def __str__(self) -> str:
        return str(_("Session %(number)s of term %(term)s") % {"number": self.number, "term": self.term})


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login=username)


class AccountState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Person(AbstractBaseUser, Item):
    """Somebody with an account. Only what a step of the work needs is kept of them."""

    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"password", "email", "language", "theme", "size", "mail_at_once"})

    last_login = None  # the record tells who signed in and when
    login = models.CharField(_("login"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    work = models.CharField(_("workplace and post"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="staff")
    state = models.CharField(max_length=10, choices=AccountState, default=AccountState.OPEN)
    must_change_password = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, blank=True)
    size = models.CharField(max_length=10, blank=True)
    mail_at_once = models.BooleanField(_("mail me at once, not once a day"), default=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_latin)

    def save(self, *args: Any, **options: Any) -> None:
        if options.get("update_fields") == ["password"]:  # Django hashes anew at sign-in when its hasher got stronger
            from xieshang.core.deeds import open_the_door

            with transaction.atomic():
                open_the_door("rehash")
                super().save(*args, **options)
            return
        super().save(*args, **options)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.state == AccountState.OPEN

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    @cached_property
    def holdings(self) -> list[tuple[str, int | None]]:
        """Roles held today, with the unit they are held for."""
        return [(held.role, held.unit_id) for held in self.roles_today]

    @property
    def roles_today(self) -> list[RoleHeld]:
        today = timezone.localdate()
        return [
            held for held in self.roles.all() if held.since <= today and (held.until is None or today <= held.until)
        ]

    @cached_property
    def powers(self) -> frozenset[str]:
        roles = profile.current().roles
        return frozenset(power for code, _unit in self.holdings if code in roles for power in roles[code].powers)

    def can(self, power: str, *, unit_id: int | None = None, office: str | None = None) -> bool:
        """Whether one of today's roles gives this power, for this unit or office where one is named."""
        current = profile.current()
        for code, held_for in self.holdings:
            role = current.roles.get(code)
            if role is None or power not in role.powers:
                continue
            if unit_id is not None and held_for != unit_id:
                continue
            if office is not None and role.office != office:
                continue
            return True
        return False

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """The units this person acts for."""
        return frozenset(unit_id for _role, unit_id in self.holdings if unit_id is not None)

    @cached_property
    def offices(self) -> frozenset[str]:
        roles = profile.current().roles
        return frozenset(roles[code].office for code, _unit in self.holdings if code in roles and roles[code].office)

    @cached_property
    def holder_keys(self) -> list[str]:
        """The holders of core.models.Wait that this person stands behind."""
        roles = profile.current().roles
        keys = {f"person:{self.pk}"}
        for code, unit_id in self.holdings:
            role = roles.get(code)
            for power in role.powers if role else ():
                if unit_id is not None:
                    keys.add(f"unit:{unit_id}:{power}")
                elif role and role.office:
                    keys.add(f"office:{role.office}:{power}")
                if unit_id is None:
                    keys.add(f"power:{power}")
        return sorted(keys)


class RoleHeld(models.Model):
    """A role somebody holds, from a day on; kept when it ends."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["role"], name="roleheld_by_role")]

    def __str__(self) -> str:
        role = profile.current().roles.get(self.role)
        return str(role or self.role)


class Token(models.Model):
    """A key to the API with its scopes; only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Visit(AbstractBaseSession):
    """A browser's visit, signed in or not; it knows whose it is, so that theirs can be shown to them and ended.

    device  the browser in two words, as it calls itself; no address is kept
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="visits")
    device = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField(null=True)
    seen = models.DateTimeField()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from xieshang.people.sessions import SessionStore

        return SessionStore


def display_name(person: Any) -> str:
    return str(person)
