"""The facts that docs/guide/threads-and-tasks.md states, asked of its programs."""


def lines(run_snippet, name):
    return run_snippet(f"snippets/threads/{name}.py").stdout.splitlines()


def test_only_a_wait_with_await_lets_the_other_task_run(run_snippet):
    polite, blocking = lines(run_snippet, "blocking")
    assert polite.endswith("A begins | B begins | A ends | B ends")
    assert blocking.endswith("A begins | A ends | B begins | B ends")


def test_thread_sensitive_calls_share_one_thread_unless_a_context_parts_them(run_snippet):
    shared, pool, contexts, count = lines(run_snippet, "shared_thread")
    assert shared.endswith("alone alone")
    assert pool.endswith("together together")
    assert contexts.endswith("together together")
    assert count.endswith("1 thread; the loop's own thread: False")


def test_code_that_crosses_both_bridges_comes_back(run_snippet):
    found = lines(run_snippet, "bridges")
    assert found[3].endswith("main thread, with a loop")
    assert found[2].endswith("another thread, no loop")
    assert found[6].endswith("another thread, with a loop")
    assert found[7].endswith("main thread, no loop")
    assert "RuntimeError: You cannot use AsyncToSync" in found[9]


def test_sync_consumers_take_turns_and_async_ones_do_not(run_snippet):
    sync, async_ = lines(run_snippet, "consumers_share")
    assert sync.endswith("at the same time: 1, threads: 1")
    assert async_.endswith("at the same time: 4, threads: 1")


def test_async_consumer_waits_for_a_slow_sync_one(run_snippet):
    assert lines(run_snippet, "async_behind_sync") == [
        "the sync handler begins",
        "0.3 s later: the loop is free, but the async handler has not begun",
        "the sync handler ends",
        "the async handler runs",
    ]


def test_one_consumer_handles_one_event_at_a_time(run_snippet):
    assert lines(run_snippet, "one_at_a_time") == [
        "A slow begins",
        "B quick begins",
        "B quick ends",
        "A slow ends",
        "A quick begins",
        "A quick ends",
    ]


def test_context_variable_goes_into_the_thread_and_back(run_snippet):
    assert lines(run_snippet, "context_variables") == [
        "in the thread: ada, nothing",
        "after sync_to_async: bora, ada",
        "after a task: bora, ada",
    ]


def test_orm_is_refused_in_a_coroutine_and_works_in_three_ways(run_snippet):
    found = dict(line.split(None, 1) for line in lines(run_snippet, "unsafe"))
    assert found["wrong"].startswith("SynchronousOnlyOperation")
    assert found["wrong_later"].startswith("SynchronousOnlyOperation")
    assert found["with_async_orm"] == found["with_async_for"] == found["with_a_thread"] == "1"


def test_cancelling_stops_a_coroutine_but_not_a_thread(run_snippet):
    found = [line.strip() for line in lines(run_snippet, "cancelling")]
    assert found[1] == "begins -> cancelled -> cleans up -> CancelledError"
    assert found[3].endswith("goes on -> no error")
    assert found[5] == "begins -> cancelled -> CancelledError -> goes on to its end"


def test_bridge_answers_where_other_waits_lock(run_snippet):
    helper, threadsafe, bridge = lines(run_snippet, "deadlock")
    assert helper.endswith("no answer")
    assert "RuntimeError" in threadsafe
    assert bridge.endswith("an answer")


def test_handlers_run_views_on_the_threads_that_the_page_names(run_snippet):
    found = [line.split(None, 2) for line in lines(run_snippet, "views")]
    assert found == [
        ["wsgi", "/sync", "the server's thread, no running loop"],
        ["wsgi", "/async", "another thread, a running loop"],
        ["asgi", "/sync", "another thread, no running loop"],
        ["asgi", "/async", "the server's thread, a running loop"],
    ]


def test_queries_of_async_code_run_on_the_shared_thread(run_snippet):
    found = [line.rsplit(None, 1)[1] for line in lines(run_snippet, "queries")]
    assert found == ["A", "A", "A", "B"]
