"""People who chat, all at once, each waiting for every answer: drive.py KIND ADDRESS < scripts.json > seen.json

Runs in the peers' own environment, so that every server is driven by the same client over its own protocol: zongjie by its HTTP API, Gradio by
the calls its pages make, Chainlit by socket.io.
"""
# mypy: ignore-errors

import asyncio
import json
import sys
import time
import uuid

import aiohttp

PATIENCE_S = 60


async def zongjie(address, script, seen):
    async with aiohttp.ClientSession(address, trust_env=False) as http:
        async with http.post("/api/v1/sessions", json={}) as response:
            begun = await response.json()
        headers = {"Authorization": f"Bearer {begun['token']}"}
        path = f"/api/v1/sessions/{begun['status']['id']}/messages"
        for number, text in enumerate(script):
            started = time.perf_counter()
            async with http.post(path, json={"id": f"m{number}", "text": text}, headers=headers) as response:
                answer = await response.json()
            assert answer.get("turn", {}).get("replies"), answer
            seen.append(time.perf_counter() - started)


async def gradio(address, script, seen):
    async with aiohttp.ClientSession(address, trust_env=False) as http:
        for text in script:
            started = time.perf_counter()
            async with http.post("/gradio_api/call/chat", json={"data": [text]}) as response:
                event = (await response.json())["event_id"]
            async with http.get(f"/gradio_api/call/chat/{event}") as response:
                told = (await response.text()).split("\n")
            assert "event: complete" in told, told
            assert text in json.loads(told[-3].removeprefix("data: "))[0], told
            seen.append(time.perf_counter() - started)


async def chainlit(address, script, seen):
    import socketio

    client = socketio.AsyncClient(reconnection=False)
    answers = asyncio.Queue()

    @client.on("new_message")
    async def heard(step):
        if step["type"] == "assistant_message":
            answers.put_nowait(step["output"])

    auth = {"clientType": "webapp", "sessionId": str(uuid.uuid4()), "userEnv": "{}", "threadId": ""}
    await client.connect(address, auth=auth, socketio_path="/ws/socket.io", transports=["websocket"])
    await client.emit("connection_successful")
    for text in script:
        started = time.perf_counter()
        message = {"id": str(uuid.uuid4()), "threadId": "", "name": "User", "type": "user_message"}
        message |= {"output": text, "createdAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        await client.emit("client_message", {"message": message, "fileReferences": []})
        answer = await asyncio.wait_for(answers.get(), PATIENCE_S)
        assert answer == text, answer
        seen.append(time.perf_counter() - started)
    await client.disconnect()


async def everybody(kind, address, scripts):
    seen, errors = [], []
    chat = {"zongjie": zongjie, "gradio": gradio, "chainlit": chainlit}[kind]

    async def one(script):
        try:
            await asyncio.wait_for(chat(address, script, seen), PATIENCE_S * 5)
        except Exception as error:  # noqa: BLE001  whatever it was, it is counted and shown
            errors.append(f"{type(error).__name__}: {error}"[:300])

    started = time.perf_counter()
    await asyncio.gather(*map(one, scripts))
    return {"seconds": seen, "wall": time.perf_counter() - started, "errors": errors}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(everybody(sys.argv[1], sys.argv[2], json.load(sys.stdin)))))
