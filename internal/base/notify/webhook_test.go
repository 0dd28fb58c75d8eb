package notify_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/notify"
	"anlan/internal/base/outward"
)

var noon = clock.NewFake(time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC))

// home is a gate that opens this machine, as an administrator may.
func home(t *testing.T) *outward.Gate {
	t.Helper()
	r, err := outward.ParseRule("127.0.0.1")
	require.NoError(t, err)
	return outward.New(r)
}

// trap counts every connection that is made to it.
func trap(t *testing.T) (port string, connections *atomic.Int64) {
	t.Helper()
	connections = &atomic.Int64{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	require.NoError(t, err)
	return port, connections
}

// TestWebhookIsNotLedInside is S7: whatever the notation, the name or the redirection, no connection is made to an address
// that no administrator has allowed.
func TestWebhookIsNotLedInside(t *testing.T) {
	port, connections := trap(t)
	hook := notify.NewWebhook([]byte("k"), outward.New(), noon)
	for _, host := range []string{
		"127.0.0.1", "127.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "[fe80::1]", "[fd00::1]", "[fe80::1%25lo]", "127.0.0.1.", "224.0.0.1", "255.255.255.255",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		r, err := hook.Send(ctx, notify.Message{Key: "k", To: "http://" + host + ":" + port + "/x"})
		cancel()
		require.True(t, err != nil || r.State == notify.Failed, "%s: %+v", host, r)
		if err != nil {
			require.ErrorIs(t, err, notify.ErrNotSent, host)
		}
	}
	require.Zero(t, connections.Load())

	open := notify.NewWebhook([]byte("k"), home(t), noon)
	r, err := open.Send(t.Context(), notify.Message{Key: "k", To: "http://127.0.0.1:" + port + "/x"})
	require.NoError(t, err)
	require.Equal(t, notify.Delivered, r.State)
	require.EqualValues(t, 1, connections.Load(), "an administrator allowed it")
}

// TestWebhookDoesNotFollow: a redirection to the inside is an answer, and the end.
func TestWebhookDoesNotFollow(t *testing.T) {
	port, connections := trap(t)
	door := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:"+port+"/", http.StatusTemporaryRedirect))
	defer door.Close()
	hook := notify.NewWebhook([]byte("k"), home(t), noon)
	r, err := hook.Send(t.Context(), notify.Message{Key: "k", To: door.URL})
	require.NoError(t, err)
	require.Equal(t, notify.Failed, r.State)
	require.Zero(t, connections.Load())
}

func TestWebhookIsSigned(t *testing.T) {
	var body []byte
	var head http.Header
	status := http.StatusNoContent
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		head = r.Header
		w.WriteHeader(status)
	}))
	defer srv.Close()
	hook := notify.NewWebhook([]byte("k"), home(t), noon)
	m := notify.Message{Key: "j.1.webhook", To: srv.URL + "/hook", Name: "气象台", Text: "暴雨红色预警", Data: json.RawMessage(`{"a":1}`)}
	r, err := hook.Send(t.Context(), m)
	require.NoError(t, err)
	require.Equal(t, notify.Delivered, r.State)
	require.Equal(t, "j.1.webhook", head.Get("Idempotency-Key"))
	at, sign, ok := strings.Cut(strings.TrimPrefix(head.Get("Anlan-Signature"), "t="), ",v1=")
	require.True(t, ok)
	mac := hmac.New(sha256.New, []byte(hook.Secret(m.To)))
	fmt.Fprintf(mac, "%s.%s", at, body)
	require.Equal(t, hex.EncodeToString(mac.Sum(nil)), sign)
	require.NotEqual(t, hook.Secret(m.To), hook.Secret(srv.URL+"/other"))
	for code, final := range map[int]bool{400: true, 404: true, 429: false, 500: false, 503: false} {
		status = code
		r, err := hook.Send(t.Context(), m)
		if final {
			require.NoError(t, err)
			require.Equal(t, notify.Failed, r.State)
			continue
		}
		require.ErrorIs(t, err, notify.ErrNotSent, code)
	}
	require.Error(t, notify.CheckWebhook("ftp://x/y"))
	require.Error(t, notify.CheckWebhook("http://user:pw@x/y"))
}

func TestPushToAService(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	status := http.StatusCreated
	var head http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head = r.Header
		w.WriteHeader(status)
	}))
	defer srv.Close()
	p := notify.NewPush(key, "mailto:a@b.c", home(t), noon)
	browser, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	point, err := browser.PublicKey.ECDH()
	require.NoError(t, err)
	var s notify.Subscription
	s.Endpoint, s.Keys.P256dh, s.Keys.Auth = srv.URL+"/push/1", base64.RawURLEncoding.EncodeToString(point.Bytes()), base64.RawURLEncoding.EncodeToString(make([]byte, 16))
	require.NoError(t, notify.CheckSubscription(s))
	to, err := json.Marshal(s)
	require.NoError(t, err)
	r, err := p.Send(t.Context(), notify.Message{Key: "k", To: string(to), Subject: "标题", Text: strings.Repeat("字", 4000)})
	require.NoError(t, err)
	require.Equal(t, notify.Sent, r.State)
	require.True(t, strings.HasPrefix(head.Get("Authorization"), "vapid t="))
	require.Equal(t, "aes128gcm", head.Get("Content-Encoding"))
	status = http.StatusGone
	r, err = p.Send(t.Context(), notify.Message{Key: "k", To: string(to)})
	require.NoError(t, err)
	require.Equal(t, notify.Failed, r.State, "the browser has unsubscribed")
	s.Keys.Auth = "short"
	require.Error(t, notify.CheckSubscription(s))
}

// post office is an SMTP server that says what it is told to at each step.
func postOffice(t *testing.T, says map[string]string, got *[]string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go serveMail(c, says, got)
		}
	}()
	return ln.Addr().String()
}

func serveMail(c net.Conn, says map[string]string, got *[]string) {
	defer c.Close()
	r := bufio.NewReader(c)
	say := func(step, usual string) bool {
		if s, ok := says[step]; ok {
			usual = s
		}
		if usual == "" {
			return false // hang up
		}
		_, _ = io.WriteString(c, usual+"\r\n")
		return true
	}
	if !say("hello", "220 post office") {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.Fields(line + " x")[0]); word {
		case "EHLO", "HELO":
			say("ehlo", "250 post office")
		case "DATA":
			if !say("data", "354 go on") {
				return
			}
			var letter strings.Builder
			for line != ".\r\n" {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
				letter.WriteString(line)
			}
			*got = append(*got, letter.String())
			if !say("dot", "250 taken") {
				return
			}
		case "QUIT":
			say("quit", "221 bye")
			return
		default:
			if !say(word, "250 fine") {
				return
			}
		}
	}
}

func TestMail(t *testing.T) {
	for name, c := range map[string]struct {
		says    map[string]string
		state   notify.State
		notSent bool
		unknown bool
	}{
		"taken":               {nil, notify.Sent, false, false},
		"no such person":      {map[string]string{"RCPT": "550 no such person"}, notify.Failed, false, false},
		"not now":             {map[string]string{"RCPT": "450 busy"}, "", true, false},
		"hangs up early":      {map[string]string{"hello": ""}, "", true, false},
		"refuses the text":    {map[string]string{"dot": "554 spam"}, notify.Failed, false, false},
		"hangs up at the end": {map[string]string{"dot": ""}, "", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			m, err := notify.NewMail(notify.MailOptions{Server: postOffice(t, c.says, &got), From: "安澜 <warn@anlan.example>", Clock: noon})
			require.NoError(t, err)
			r, err := m.Send(t.Context(), notify.Message{Key: "j.1.mail", To: "a@b.example", Name: "张三\r\nBcc: x@y.z", Subject: "暴雨\r\nBcc: x@y.z", Text: "请转移。"})
			require.Equal(t, c.state, r.State)
			require.Equal(t, c.notSent || c.unknown, err != nil, "%v", err)
			if err != nil {
				require.Equal(t, c.notSent, strings.Contains(err.Error(), notify.ErrNotSent.Error()), "%v", err)
			}
			if c.state == notify.Sent {
				require.Len(t, got, 1)
				require.Contains(t, got[0], "Message-ID: <j.1.mail@anlan>")
				require.NotContains(t, got[0], "\r\nBcc:")
				require.Contains(t, got[0], base64.StdEncoding.EncodeToString([]byte("请转移。")))
			}
		})
	}
	_, err := notify.NewMail(notify.MailOptions{Server: "nowhere", From: "a@b.c"})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}
