"""The smallest chat Chainlit's guide shows. Run in the peers' own environment: chainlit run chainlit_app.py."""
# mypy: ignore-errors

import chainlit as cl


@cl.on_message
async def main(message):
    await cl.Message(content=message.content).send()
