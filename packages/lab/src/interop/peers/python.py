# An echo server of Python's websockets: `python3 python.py PORT`. The message "close" has it close, "drop" has it vanish.
import asyncio
import sys

import websockets


async def echo(socket):
    async for message in socket:
        if message == "close":
            await socket.close(4001, "enough")
        elif message == "drop":
            socket.transport.abort()
        else:
            await socket.send(message)


async def main():
    async with websockets.serve(echo, "127.0.0.1", int(sys.argv[1]), subprotocols=["b"], max_size=2**26):
        await asyncio.Future()


asyncio.run(main())
