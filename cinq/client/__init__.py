"""The API's client: typed requests in, typed answers out, one error for all that goes wrong."""

from cinq.client.clients import AsyncClient, Client
from cinq.client.errors import ApiError
from cinq.client.hooks import ask_conductor

__all__ = ["ApiError", "AsyncClient", "Client", "ask_conductor"]
