"""Only the page's own scripts run."""

from ui.policy import policy, with_nonce


def test_plain_pages_run_files_of_their_own_only() -> None:
    assert "script-src 'self';" in policy(None)
    assert "unsafe-eval" not in policy(None)


def test_scripts_in_a_page_need_the_nonce() -> None:
    scripts = policy("abc").partition("script-src ")[2].partition(";")[0]
    assert scripts == "'self' 'nonce-abc' 'unsafe-eval'"


def test_every_script_is_marked_and_nothing_else() -> None:
    html = b'<script>1</script><script src="x"></script><scripted><SCRIPT><p>script</p>'
    assert with_nonce(html, "abc") == (
        b'<script nonce=abc>1</script><script nonce=abc src="x"></script>'
        b"<scripted><SCRIPT><p>script</p>"
    )
