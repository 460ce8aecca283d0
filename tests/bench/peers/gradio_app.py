"""The smallest chat Gradio's guide shows, on loopback. Run in the peers' own environment: gradio_app.py PORT."""
# mypy: ignore-errors

import sys

import gradio as gr


def echo(message, history):
    return message


chat = gr.ChatInterface(echo, api_name="chat")
chat.queue(default_concurrency_limit=None, max_size=None)
chat.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), share=False, quiet=True)
