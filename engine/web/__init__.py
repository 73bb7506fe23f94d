"""The worker's pages: server-rendered, for a council's own staff, to be run by `casepath serve` or mounted by a host.

They use the engine's public surface and nothing else, so whatever they show, a host can show too.

    from engine.web.app import create_app

    app = create_app(engine, database, sign_in=OpenIdSignIn(...), settings=Settings(theme=Theme("Northshire")))
"""
