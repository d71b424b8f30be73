"""A language server that does nothing, as small as pygls lets it be: what ours is compared with."""

from pygls.lsp.server import LanguageServer

LanguageServer("bare", "1").start_io()
