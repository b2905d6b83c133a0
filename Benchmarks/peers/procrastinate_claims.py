"""Claims of procrastinate: `fill ADDRESS COUNT`, `drain ADDRESS`, `pickup ADDRESS COUNT`.

The same as run-store-exerciser does with a store of runs: jobs are taken one at a time, and the worker of `pickup` listens.
"""

import asyncio
import random
import sys
import time

import procrastinate
from procrastinate import jobs, manager

command, address = sys.argv[1:3]
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=4))


@app.task(name="work")
async def work():
    pass


async def fill(count: int) -> None:
    await app.schema_manager.apply_schema_async()
    for start in range(0, count, 500):
        await work.batch_defer_async(*[{} for _ in range(min(500, count - start))])


async def drain() -> None:
    queue = manager.JobManager(app.connector)
    worker = await queue.register_worker()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    start = time.perf_counter()
    count = 0
    while await queue.fetch_job(queues=None, worker_id=worker) is not None:
        count += 1
    print(count, time.perf_counter() - start)


async def pick_up(count: int) -> None:
    await app.schema_manager.apply_schema_async()
    taken: asyncio.Queue[float] = asyncio.Queue()

    @app.task(name="pickup")
    async def pickup():
        taken.put_nowait(time.perf_counter())

    worker = asyncio.create_task(app.run_worker_async(install_signal_handlers=False, listen_notify=True))
    await asyncio.sleep(1)
    for _ in range(count):
        await pickup.defer_async()
        deferred = time.perf_counter()
        print((await taken.get() - deferred) * 1000)
        await asyncio.sleep(random.uniform(0.001, 0.06))
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def main() -> None:
    async with app.open_async():
        if command == "fill":
            await fill(int(sys.argv[3]))
        elif command == "drain":
            await drain()
        else:
            await pick_up(int(sys.argv[3]))


asyncio.run(main())
