"""Seal the secrets of second factors that were kept in the clear."""

from collections.abc import Callable

from django.db import migrations

from xieshang.people.sealing import is_sealed, seal, unseal

SECRETS = {"totp": ("secret",), "recovery_codes": ("seed", "migrated_codes")}


def rewrite(apps, change: Callable[[str], str]) -> None:
    """In one pass that may be repeated: what is already as wanted stays as it is."""
    factors = apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRETS)
    for row in factors.only("type", "data").iterator():
        for name in SECRETS[row.type]:
            kept = row.data.get(name)
            if isinstance(kept, list):
                row.data[name] = [change(each) for each in kept]
            elif kept is not None:
                row.data[name] = change(kept)
        row.save(update_fields=["data"])


def seal_all(apps, schema_editor) -> None:
    rewrite(apps, lambda text: text if is_sealed(text) else seal(text))


def unseal_all(apps, schema_editor) -> None:
    rewrite(apps, unseal)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_visit"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal_all, unseal_all)]
