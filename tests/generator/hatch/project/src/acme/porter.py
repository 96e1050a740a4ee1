"""Opens doors with the project's own package for Wix."""

from acme_wix import WixClient, __version__
from acme_wix.doors.gates import Gate

VERSION = __version__


def open_gate(client: WixClient, gate_id: str) -> Gate:
    """Open a gate, and return it as it is then."""
    return client.doors.gates.open_gate(gate_id=gate_id).gate
