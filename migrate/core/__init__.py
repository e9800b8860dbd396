"""The rules of the journey: plain Python that knows no AWS, no SQL, no screen and no file."""
