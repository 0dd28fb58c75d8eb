package connector

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
)

const (
	mostTopics = 20
	heldBack   = 5000             // messages that wait in memory; more wait at the broker
	keepAlive  = 30 * time.Second // after one and a half of it the broker takes us for gone
)

// topics are the filters of a source.
func (s *Source) topics() []string {
	return strings.FieldsFunc(s.Topics, func(r rune) bool { return r == '\n' || r == '\r' })
}

// checkTopics refuses what MQTT 3.1.1 section 4.7 does not take as a filter.
func checkTopics(list []string) error {
	if len(list) == 0 || len(list) > mostTopics {
		return invalid("topics", "请填写 1 至 20 个主题，每行一个", "give one to twenty topics, one a line")
	}
	for i, topic := range list {
		wrong := len(topic) > 200 || strings.ContainsAny(topic, "\x00 \t") || slices.Contains(list[:i], topic)
		levels := strings.Split(topic, "/")
		for n, level := range levels {
			wrong = wrong || strings.ContainsAny(level, "+#") && len(level) > 1 || level == "#" && n < len(levels)-1
		}
		if wrong {
			return invalid("topics", "主题“"+cut(topic, 60)+"”有误：+ 和 # 须独占一级，# 只能在最后，不能有空格和重复", "the topic “"+cut(topic, 60)+"” is wrong: + and # stand alone, # only at the end, no blanks, none twice")
		}
	}
	return nil
}

// line is a connection to the broker of a source, with what came and was not committed yet.
type line struct {
	client  mqtt.Client
	version int64 // of the source
	got     chan mqtt.Message
	lost    chan error
	stop    context.CancelFunc
}

// lines are the connections that this server holds, by source.
type lines struct {
	mu   sync.Mutex
	open map[string]*line
}

func (l *lines) of(source string) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open[source]
}

func (l *lines) put(source string, x *line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[string]*line{}
	}
	l.open[source] = x
}

// hangUp ends the line of a source. What was not acknowledged stays at the broker.
func (s *System) hangUp(source string) {
	if l := s.lines.of(source); l != nil {
		s.lines.mu.Lock()
		delete(s.lines.open, source)
		s.lines.mu.Unlock()
		l.stop()
		l.client.Disconnect(50)
	}
}

// hangUpAll ends all lines, and lets other servers have them at once.
func (s *System) hangUpAll(ctx context.Context) {
	s.lines.mu.Lock()
	var list []string
	for source := range s.lines.open {
		list = append(list, source)
	}
	s.lines.mu.Unlock()
	for _, source := range list {
		s.hangUp(source)
		err := s.DB.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.NewRaw("UPDATE connector_state SET until = 0 WHERE source = ? AND holder = ?", source, s.Node).Exec(ctx)
			return err
		})
		if err != nil {
			s.Log.Error("give up the line of a connector", "source", source, "err", err)
		}
	}
}

// line is the open line of a source, made when there is none. Its session is persistent, under the same name for every
// server: the broker keeps what is published while nobody listens.
func (s *System) line(ctx context.Context, src Source, st *State) (*line, error) {
	if l := s.lines.of(src.ID); l != nil {
		if l.version == src.Version && l.client.IsConnectionOpen() {
			return l, nil
		}
		s.hangUp(src.ID)
	}
	during, stop := context.WithCancel(context.WithoutCancel(ctx))
	l := &line{version: src.Version, got: make(chan mqtt.Message, heldBack), lost: make(chan error, 1), stop: stop}
	take := func(m mqtt.Message) {
		select {
		case l.got <- m:
		case <-during.Done():
		}
	}
	lost := func(err error) { l.lost <- err }
	var err error
	if l.client, err = s.callBroker(ctx, src, "anlan-"+src.ID, false, take, lost); err != nil {
		stop()
		return nil, err
	}
	if err = subscribe(ctx, l.client, src); err == nil {
		err = s.forsake(ctx, l.client, src, st)
	}
	if err != nil {
		stop()
		l.client.Disconnect(50)
		return nil, err
	}
	s.lines.put(src.ID, l)
	return l, nil
}

// callBroker connects. take is called for one message after the other; none is acknowledged by itself.
func (s *System) callBroker(ctx context.Context, src Source, name string, clean bool, take func(mqtt.Message), lost func(error)) (mqtt.Client, error) {
	secret, err := s.Vault.Open(src.purpose(), src.Secret)
	if err != nil {
		return nil, err
	}
	u, err := s.Outward.CheckBroker(ctx, src.Address)
	if err != nil {
		return nil, err
	}
	wait := seconds(src.Wait)
	var dialled error
	o := mqtt.NewClientOptions().AddBroker("tcp://" + u.Host).SetClientID(name).SetProtocolVersion(4).SetCleanSession(clean).SetAutoReconnect(false).SetConnectRetry(false).
		SetConnectTimeout(wait).SetWriteTimeout(wait).SetKeepAlive(keepAlive).SetPingTimeout(wait).SetOrderMatters(true).SetAutoAckDisabled(true).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { take(m) }).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { lost(err) }).
		SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (c net.Conn, err error) {
			c, dialled = s.dialBroker(ctx, u, wait)
			return c, dialled
		})
	if src.Auth == Basic {
		o.SetUsername(src.Account).SetPassword(secret)
	}
	client := mqtt.NewClient(o)
	if err := answered(ctx, client.Connect(), wait); err != nil {
		client.Disconnect(0)
		if dialled != nil {
			return nil, unreached(src, dialled)
		}
		return nil, refused(src, err)
	}
	return client, nil
}

// dialBroker connects to where the administrator allows it, with TLS for mqtts.
func (s *System) dialBroker(ctx context.Context, u *url.URL, wait time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	c, err := s.Outward.Dial(ctx, u)
	if err != nil || u.Scheme == "mqtt" {
		return c, err
	}
	safe := tls.Client(c, &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12})
	if err := safe.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return safe, nil
}

// answered waits for the broker's answer.
func answered(ctx context.Context, t mqtt.Token, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	select {
	case <-t.Done():
		return t.Error()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func unreached(src Source, err error) error {
	if fail.As(err) != nil {
		return err
	}
	return fail.Unavailable("connector.broker", "连不上消息代理 "+src.Address, "the broker "+src.Address+" cannot be reached").Because(err)
}

func refused(src Source, err error) error {
	switch {
	case errors.Is(err, packets.ErrorRefusedBadUsernameOrPassword), errors.Is(err, packets.ErrorRefusedNotAuthorised):
		return fail.Unavailable("connector.broker-login", "消息代理拒绝了用户名或口令，请核对", "the broker refuses the user or the password; check them").Because(err)
	case errors.Is(err, context.DeadlineExceeded):
		return fail.Unavailable("connector.broker-silent", "消息代理在时限内没有应答", "the broker does not answer in time").Because(err)
	}
	return fail.Unavailable("connector.broker", "消息代理拒绝了连接："+src.Address, "the broker refuses the connection: "+src.Address).Because(err)
}

// subscribe asks for the topics at QoS 1. A broker that grants less would lose what is sent while nobody listens, so it is
// not taken.
func subscribe(ctx context.Context, client mqtt.Client, src Source) error {
	filters := map[string]byte{}
	for _, topic := range src.topics() {
		filters[topic] = 1
	}
	t := client.SubscribeMultiple(filters, nil)
	if err := answered(ctx, t, seconds(src.Wait)); errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return refused(src, err)
	}
	sub, ok := t.(*mqtt.SubscribeToken)
	if !ok {
		return fail.Internal("connector.broker", "订阅失败", "the subscription failed")
	}
	for topic, code := range sub.Result() {
		if code > 2 {
			return fail.Unavailable("connector.broker-topic", "消息代理拒绝订阅主题 "+topic+"，请核对授权", "the broker refuses the topic "+topic+"; check what is allowed")
		}
		if code == 0 {
			return fail.Unavailable("connector.broker-qos", "消息代理对主题 "+topic+" 只给 QoS 0，断线期间的数据会丢失；请对方开放 QoS 1", "the broker grants QoS 0 only for "+topic+": what is sent while the line is cut would be lost; ask for QoS 1")
		}
	}
	return t.Error()
}

// forsake ends the subscriptions that an older version of the source left in the session.
func (s *System) forsake(ctx context.Context, client mqtt.Client, src Source, st *State) error {
	var gone []string
	for _, topic := range strings.Split(st.Place, "\n") {
		if topic != "" && !slices.Contains(src.topics(), topic) {
			gone = append(gone, topic)
		}
	}
	if len(gone) > 0 {
		if err := answered(ctx, client.Unsubscribe(gone...), seconds(src.Wait)); err != nil {
			return refused(src, err)
		}
	}
	st.Place = strings.Join(src.topics(), "\n")
	return nil
}

// document is a message as mappings read it: to a JSON object its topic is added, whole and by levels, because many
// brokers name the station there alone.
func document(format, topic string, payload []byte) []byte {
	body := bytes.TrimLeft(payload, " \t\r\n\ufeff")
	if format != "json" || len(body) == 0 || body[0] != '{' {
		return payload
	}
	added, err := json.Marshal(map[string]any{"@topic": topic, "@level": strings.Split(topic, "/")})
	if err != nil { // text can always be written
		return payload
	}
	out := bytes.TrimSuffix(added, []byte("}"))
	if rest := bytes.TrimLeft(body[1:], " \t\r\n"); len(rest) > 0 && rest[0] != '}' {
		out = append(out, ',')
	}
	return append(out, body[1:]...)
}

// firstMessage waits for one message of a source, beside its session: nothing is taken. What the broker retains comes at
// once.
func (s *System) firstMessage(ctx context.Context, src Source) ([]byte, error) {
	got := make(chan mqtt.Message, 1)
	client, err := s.callBroker(ctx, src, "anlan-look-"+id.New(), true, func(m mqtt.Message) {
		select {
		case got <- m:
		default:
		}
	}, func(error) {})
	if err != nil {
		return nil, err
	}
	defer client.Disconnect(0)
	if err := subscribe(ctx, client, src); err != nil {
		return nil, err
	}
	select {
	case m := <-got:
		return document(src.Mapping.Format, m.Topic(), m.Payload()), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.Clock.After(seconds(src.Wait)):
		return nil, fail.NotFound("connector.no-message", "应答时限内这些主题上没有消息，可加长应答时限或粘贴一份样例", "no message came on these topics in time; make the time longer, or paste a sample")
	}
}

// newestOf keeps the later time.
func newestOf(a, b clock.Instant) clock.Instant {
	if b.After(a.Time) {
		return b
	}
	return a
}
