"""Polls as the Python SDK does: arguments are the server's URL, a poll token, the application and the polling endpoint; prints JSON."""
import datetime
import json
import sys

from svix.api import Svix, SvixOptions
from svix.api.message_poller import MessagePollerConsumerPollOptions, MessagePollerPollOptions
from svix.api_internal.message_pollerv2 import MessagePollerv2, MessagePollerv2ConsumerPollOptions
from svix.exceptions import HttpError
from svix.models import PollerV2CommitIn, PollingEndpointConsumerSeekIn, StartingPosition

url, token, app, sink = sys.argv[1:]
EPOCH = datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
message = Svix(token, SvixOptions(server_url=url)).message
poller = message.poller
leased = MessagePollerv2(message._client, message._httpx_client)


def ids(page):
    return [one.id for one in page.data]


def status(call):
    try:
        call()
        return 0
    except HttpError as error:
        return error.status_code


def polled(iterator):
    return poller.consumer_poll(app, sink, "python", MessagePollerConsumerPollOptions(iterator=iterator))


page = poller.poll(app, sink)
end = poller.poll(app, sink, MessagePollerPollOptions(iterator=page.iterator))
filtered = poller.poll(app, sink, MessagePollerPollOptions(limit=10, event_type="order.paid", channel="blue", after=EPOCH))
begun = poller.consumer_poll(app, sink, "python", MessagePollerConsumerPollOptions(limit=1))
following = polled(begun.iterator)
sought = poller.consumer_seek(app, sink, "python", PollingEndpointConsumerSeekIn(after=EPOCH))
again = polled(sought.iterator)
late = status(lambda: polled(begun.iterator))
lease = MessagePollerv2ConsumerPollOptions(lease_duration_ms=60_000, starting_position=StartingPosition.EARLIEST)
kept = leased.consumer_poll(app, sink, "python-leased", lease)
leased.consumer_commit(app, sink, "python-leased", PollerV2CommitIn(offset=kept.data[-1].offset))
json.dump({
    "poll": ids(page),
    "payload": page.data[0].payload,
    "end": [ids(end), end.done],
    "filtered": ids(filtered),
    "first": ids(begun),
    "following": ids(following),
    "afterSeek": ids(again),
    "late": late,
    "leased": ids(kept),
    "afterCommit": ids(leased.consumer_poll(app, sink, "python-leased")),
    "forbidden": status(lambda: message.list(app)),
}, sys.stdout)
