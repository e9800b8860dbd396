"""What can go wrong with the old account, one small file per check, found by being there.

A check looks (reads AWS) and then judges (calls nothing).  One that could not look is UNKNOWN,
which blocks like a check that failed.
"""
