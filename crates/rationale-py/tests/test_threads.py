"""Threads and processes: the interpreter is released, and answers and errors arrive whole."""

import concurrent.futures
import multiprocessing
import os
import threading
import time
import warnings

import pyarrow
import pytest
import rationale
from conftest import case_text


def longest_pause(work):
    """How long this thread stood still while another worked, and how long that took."""
    done = threading.Event()
    took = []

    def run():
        start = time.monotonic()
        work()
        took.append(time.monotonic() - start)
        done.set()

    worker = threading.Thread(target=run)
    pause, last = 0.0, time.monotonic()
    worker.start()
    while not done.is_set():
        time.sleep(0.001)
        now = time.monotonic()
        pause, last = max(pause, now - last), now
    worker.join()
    return pause, took[0]


def test_a_batch_holds_up_no_other_thread(library):
    # One piece, so that it is one call that takes all the time.
    batch = pyarrow.record_batch({"case": [case_text()] * 1024})
    pieces = library.assessor("findings")._native.pieces(batch)
    pause, took = longest_pause(lambda: next(pieces))
    assert took > 0.1 and pause < took / 2, (pause, took)


def test_a_case_holds_up_no_other_thread(library):
    text = case_text()
    start = text.index('"records": [') + len('"records": [')
    long = (
        text[:start]
        + "".join(
            f'{{"id": "x{row}", "fact": "spo2", "value": {{"number": 90, "unit": "%"}}, "at": "2026-03-01"}},'
            for row in range(90_000)
        )
        + text[start:]
    )
    pause, took = longest_pause(lambda: library.evaluate_json(long))
    assert took > 0.1 and pause < took / 2, (pause, took)


def test_many_threads_share_one_engine(library):
    expected = library.evaluate_json(case_text())
    assessor = library.assessor("outcomes")
    rows = assessor.assess(pyarrow.table({"case": [case_text()] * 10})).rows
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: library.evaluate_json(case_text()), range(200))
        assert all(answer == expected for answer in answers)
        tables = pool.map(lambda _: assessor.assess(pyarrow.table({"case": [case_text()] * 10})).rows, range(40))
        assert all(table == rows for table in tables)


def test_errors_arrive_from_threads(library):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for wrong in [pool.submit(library.evaluate, {"case": "C"}) for _ in range(20)]:
            with pytest.raises(rationale.CaseError, match="as_of"):
                wrong.result()


def assess(engine, text):
    return engine.evaluate_json(text)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_take_an_engine_along(library, method):
    expected = library.evaluate_json(case_text())
    with warnings.catch_warnings():
        # Of forking beside threads: that it works is what is looked at.
        warnings.simplefilter("ignore", DeprecationWarning)
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
            assert pool.submit(assess, library, case_text()).result(120) == expected
            with pytest.raises(rationale.CaseError, match="as_of"):
                pool.submit(assess, library, '{"case": "C"}').result(120)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_while_others_work_goes_on(library):
    expected = library.evaluate_json(case_text())
    stop = threading.Event()

    def work():
        while not stop.is_set():
            library.evaluate_json(case_text())

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(10):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
            if child == 0:
                os._exit(0 if library.evaluate_json(case_text()) == expected else 1)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        for worker in workers:
            worker.join()
