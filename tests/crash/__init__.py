import pytest

pytest.register_assert_rewrite("tests.crash.machine", "tests.crash.matrix")
