"""What is said about a pack that is no failure: what it is of, other versions, sets that only have a known name."""

from __future__ import annotations

from importlib.metadata import version

from bbafootprint.audit.consistency import recorded_products, same_library
from bbafootprint.audit.manifest import README_FILE, Manifest, versions_here
from bbafootprint.audit.shipped import unlike_shipped
from bbafootprint.trade.products.data import describe_products


def advice(manifest: Manifest) -> str:
    """Say what to do where a recomputation gives something else.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    str
    """
    written, here = manifest.versions.get("bbafootprint", ""), version("bbafootprint")
    other = [name for name, _, _ in _other_versions(manifest)]
    if written != here or _products_moved(manifest):
        return f"Verify with bbafootprint {written}, which wrote the pack, before you ask whoever made it."
    if other:
        return f"Verify with the same {' and '.join(other)} before you ask whoever made it."
    return "Ask whoever made the pack."


def _other_versions(manifest: Manifest) -> list[tuple[str, str, str]]:
    return [
        (name, manifest.versions.get(name, "not said"), found)
        for name, found in versions_here().items()
        if manifest.versions.get(name) != found
    ]


def _products_moved(manifest: Manifest) -> bool:
    """Tell whether this version converts goods with other data than the pack was made with."""
    return bool(recorded_products(manifest).get("hashes") != describe_products()["hashes"])


def notes_of(manifest: Manifest) -> list[str]:
    """Say what differs here from where the pack was written, and is no failure.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    list of str
    """
    notes = list(unlike_shipped(manifest).values())
    notes += [
        f"the pack was written with {name} {written}, this is {found}"
        for name, written, found in _other_versions(manifest)
    ]
    if not same_library(manifest):
        notes.append(
            f"{README_FILE} has the words of another version, and is not compared with what it should say"
        )
    if _products_moved(manifest):
        was, now = recorded_products(manifest), describe_products()
        notes.append(
            f"the pack was made with the product data {was.get('id')} {was.get('version')}, and this version of "
            f"bbafootprint converts goods with {now['id']} {now['version']}, whose files differ"
        )
    return notes


def summary_of(manifest: Manifest) -> str:
    """Say what a pack is of.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    str
    """
    reading = manifest.provenance.get("input")
    source = reading.get("source") if isinstance(reading, dict) else None
    unlike = unlike_shipped(manifest)
    sets = ", ".join(
        f"{record.id} {record.version}{' (NOT AS SHIPPED, see note)' if record.path in unlike else ''}"
        for record in manifest.factors
    )
    return (
        f"audit pack of {source or 'lines in memory'}, by bbafootprint {manifest.versions.get('bbafootprint')} with "
        f"{sets}"
    )
