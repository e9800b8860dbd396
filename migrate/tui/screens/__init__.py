"""One file per screen; a screen owns its keys and its messages, and knows no other's widgets."""
