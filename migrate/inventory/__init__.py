"""Every resource of an account: what there is to ask, what was seen, and what could not be seen.

Plain: it speaks to AWS through `aws/` and to state.db through `state/`; types are data.
"""
