import com.fasterxml.jackson.databind.ObjectMapper;
import com.svix.Svix;
import com.svix.SvixOptions;
import com.svix.api.MessagePollerConsumerPollOptions;
import com.svix.api.MessagePollerPollOptions;
import com.svix.exceptions.ApiException;
import com.svix.internalapi.MessagePollerv2;
import com.svix.internalapi.MessagePollerv2ConsumerPollOptions;
import com.svix.models.PollerV2CommitIn;
import com.svix.models.PollingEndpointConsumerSeekIn;
import com.svix.models.PollingEndpointMessageOut;
import com.svix.models.PollingEndpointOut;
import com.svix.models.PollerV2MessageOut;
import com.svix.models.PollerV2PollOut;
import com.svix.models.StartingPosition;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Polls as the Java SDK does: arguments are the server's URL, a poll token, the application and the polling endpoint; prints JSON. */
class SdkPolling {
    static final OffsetDateTime EPOCH = Instant.EPOCH.atOffset(ZoneOffset.UTC);

    public static void main(String[] args) throws Exception {
        String app = args[2], sink = args[3];
        SvixOptions options = new SvixOptions();
        options.setServerUrl(args[0]);
        Svix svix = new Svix(args[1], options);
        var poller = svix.getMessage().getPoller();
        var leased = new MessagePollerv2(svix.getHttpClient());

        PollingEndpointOut page = poller.poll(app, sink);
        MessagePollerPollOptions atEnd = new MessagePollerPollOptions();
        atEnd.setIterator(page.getIterator());
        PollingEndpointOut end = poller.poll(app, sink, atEnd);
        MessagePollerPollOptions query = new MessagePollerPollOptions();
        query.setLimit(10L);
        query.setEventType("order.paid");
        query.setChannel("blue");
        query.setAfter(EPOCH);
        PollingEndpointOut filtered = poller.poll(app, sink, query);

        PollingEndpointOut begun = poller.consumerPoll(app, sink, "java", at(1L, null));
        PollingEndpointOut following = poller.consumerPoll(app, sink, "java", at(null, begun.getIterator()));
        var sought = poller.consumerSeek(app, sink, "java", new PollingEndpointConsumerSeekIn().after(EPOCH));
        PollingEndpointOut again = poller.consumerPoll(app, sink, "java", at(null, sought.getIterator()));
        int late = status(() -> poller.consumerPoll(app, sink, "java", at(null, begun.getIterator())));

        MessagePollerv2ConsumerPollOptions lease = new MessagePollerv2ConsumerPollOptions();
        lease.setLeaseDurationMs(60_000L);
        lease.setStartingPosition(StartingPosition.EARLIEST);
        PollerV2PollOut kept = leased.consumerPoll(app, sink, "java-leased", lease);
        Long last = kept.getData().get(kept.getData().size() - 1).getOffset();
        leased.consumerCommit(app, sink, "java-leased", new PollerV2CommitIn().offset(last));

        Map<String, Object> told = new LinkedHashMap<>();
        told.put("poll", ids(page));
        told.put("payload", page.getData().get(0).getPayload());
        told.put("end", List.of(ids(end), end.getDone()));
        told.put("filtered", ids(filtered));
        told.put("first", ids(begun));
        told.put("following", ids(following));
        told.put("afterSeek", ids(again));
        told.put("late", late);
        told.put("leased", leasedIds(kept));
        told.put("afterCommit", leasedIds(leased.consumerPoll(app, sink, "java-leased")));
        told.put("forbidden", status(() -> svix.getMessage().list(app)));
        System.out.println(new ObjectMapper().writeValueAsString(told));
        System.exit(0);
    }

    static MessagePollerConsumerPollOptions at(Long limit, String iterator) {
        MessagePollerConsumerPollOptions options = new MessagePollerConsumerPollOptions();
        options.setLimit(limit);
        options.setIterator(iterator);
        return options;
    }

    static List<String> ids(PollingEndpointOut page) {
        return page.getData().stream().map(PollingEndpointMessageOut::getId).collect(Collectors.toList());
    }

    static List<String> leasedIds(PollerV2PollOut page) {
        return page.getData().stream().map(PollerV2MessageOut::getId).collect(Collectors.toList());
    }

    static int status(Callable<?> call) throws Exception {
        try {
            call.call();
            return 0;
        } catch (ApiException error) {
            return error.getCode();
        }
    }
}
