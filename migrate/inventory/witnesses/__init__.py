"""Others who keep lists of the same account.  Nothing is switched on or started to hear them.

One file each, found by being there: `NAME`, `CALLS`, `ONCE` (asked in one region for all) and
`claims(asking)`.  A witness that is absent or denied is said, and never counted as agreement.
"""
