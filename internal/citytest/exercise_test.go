package citytest_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/app"
	"anlan/internal/base/clock"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
)

// listener counts who connects to it; it answers nobody.
func listener(t *testing.T) (address string, connections *atomic.Int64) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { ln.Close() })
	connections = &atomic.Int64{}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			_ = c.Close()
		}
	}()
	return ln.Addr().String(), connections
}

// TestAnExerciseSendsNothing: a warning to ten thousand receivers, with gateways, mail server and hooks that would take it,
// goes its whole way; nobody outside is spoken to, and the server says how many were held back.
func TestAnExerciseSendsNothing(t *testing.T) {
	const receivers = 10_000
	sms, smsHeard := listener(t)
	mail, mailHeard := listener(t)
	hook, hookHeard := listener(t)
	k := clock.NewFake(citytest.Start)
	c := citytest.New(t, citytest.Options{Clock: k, SMS: "http://" + sms, Mail: mail, Exercise: "春季防汛演练"})
	ctx := context.Background()
	require.NoError(t, c.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		rule, err := outward.ParseRule("127.0.0.1")
		require.NoError(t, err)
		_, err = tx.NewRaw("INSERT INTO outward_address (rule, reason, by_id, by_name, at) VALUES (?, '', '', '', 0)", rule.String()).Exec(ctx)
		require.NoError(t, err)
		add := func(n int, kind, address string) {
			_, err := tx.NewRaw("INSERT INTO warn_subscriber (id, kind, address, fallback, person, name, area, colour, made_at, made_by) VALUES (?, ?, ?, '', '', '单位', '2101', '', 0, '')", fmt.Sprintf("sub-%05d", n), kind, address).Exec(ctx)
			require.NoError(t, err)
		}
		add(0, "webhook", "http://"+hook+"/warn")
		for n := 1; n <= receivers; n++ {
			add(n, "mail", fmt.Sprintf("unit-%05d@example.com", n))
		}
		return nil
	}))
	draft := draftOf("red", "2101")
	draft["expires"] = c.Clock.Now().Add(20 * time.Hour).Format(time.RFC3339)
	id := open(t, c, "duty", draft)
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	approved := act(c, "commander", id, "approve-grave", nil)
	require.Equal(t, 200, approved.Status, "%s", approved.Body)

	held := func() (n int) {
		counts, err := c.Sealed.Counts(ctx)
		require.NoError(t, err)
		for _, one := range counts {
			if one.Channel == "mail" {
				n = one.Held
			}
		}
		return n
	}
	require.Eventually(t, func() bool { k.Advance(time.Second); return held() >= receivers }, 10*time.Minute, 20*time.Millisecond)
	require.Equal(t, receivers, held(), "each once")
	for what, heard := range map[string]*atomic.Int64{"SMS": smsHeard, "mail": mailHeard, "hook": hookHeard} {
		require.Zero(t, heard.Load(), what)
	}
	require.Empty(t, c.Bus.MQTTAddr(), "no device of the world is heard")
	var server struct {
		Parts []struct {
			Name string
			Text struct{ Zh string }
		}
	}
	c.OK("admin", "GET", "/api/settings/server", nil, &server)
	said := ""
	for _, p := range server.Parts {
		if p.Name == "exercise" {
			said = p.Text.Zh
		}
	}
	told := regexp.MustCompile(`对外发出 0 条，拦下消息 (\d+) 条`).FindStringSubmatch(said)
	require.Len(t, told, 2, said)
	n, err := strconv.Atoi(told[1])
	require.NoError(t, err)
	require.GreaterOrEqual(t, n, receivers)
	for _, public := range []string{"/api/public/warnings", "/api/public/warnings.atom"} {
		answer := c.Do("", "GET", public, nil)
		require.Equal(t, 200, answer.Status)
		require.Contains(t, string(answer.Body), "【演练】", "a draft that says that it is actual is not told as such")
		require.NotContains(t, string(answer.Body), "Actual")
	}
	page := c.Do("", "GET", "/public", nil)
	require.Contains(t, string(page.Body), "演练：春季防汛演练（不对外发送）")
	require.Contains(t, string(c.Do("", "GET", "/exercise.css", nil).Body), ".exercise-band")
}

// TestAnExerciseKeepsToItself: what is real is never opened as an exercise, an exercise never as real, and its time goes on
// where it would be.
func TestAnExerciseKeepsToItself(t *testing.T) {
	dir, k := t.TempDir(), clock.NewFake(citytest.Start)
	try := func(dir, title string, speed int) (time.Time, error) {
		a, err := app.Open(context.Background(), app.Config{Data: dir, HTTP: "127.0.0.1:0", Exercise: title, Speed: speed}, k, slog.New(slog.DiscardHandler))
		if err != nil {
			return time.Time{}, err
		}
		now := a.Clock.Now()
		require.NoError(t, a.Close())
		return now, nil
	}
	began, err := try(dir, "夜间综合演练", 60)
	require.NoError(t, err)
	require.Equal(t, citytest.Start, began)
	k.Advance(time.Minute)
	later, err := try(dir, "夜间综合演练", 60)
	require.NoError(t, err)
	require.Equal(t, citytest.Start.Add(time.Hour), later)
	_, err = try(dir, "", 1)
	require.ErrorContains(t, err, "holds the exercise “夜间综合演练”")
	_, err = try(dir, "夜间综合演练", 10)
	require.ErrorContains(t, err, "at speed 60")
	inEarnest := t.TempDir()
	_, err = try(inEarnest, "", 0)
	require.NoError(t, err)
	_, err = try(inEarnest, "夜间综合演练", 60)
	require.ErrorContains(t, err, "holds real data")
	// A copy of what is real is taken for an exercise once it says that it is one.
	require.NoError(t, os.WriteFile(filepath.Join(inEarnest, "exercise.json"), []byte(`{"title":"夜间综合演练","speed":60,"at":"2026-03-02T08:30:00+08:00"}`), 0o600))
	_, err = try(inEarnest, "", 0)
	require.ErrorContains(t, err, "holds the exercise")
	_, err = try(inEarnest, "夜间综合演练", 60)
	require.NoError(t, err)
	_, err = try(t.TempDir(), "", 2)
	require.ErrorContains(t, err, "--exercise-speed")
	for _, shared := range []app.Config{{DSN: "postgres://127.0.0.1/x"}, {CAPFolder: t.TempDir()}, {Folder: t.TempDir()}, {NATS: "nats://127.0.0.1:1"}} {
		shared.Data, shared.HTTP, shared.Exercise = t.TempDir(), "127.0.0.1:0", "甲"
		_, err = app.Open(context.Background(), shared, k, slog.New(slog.DiscardHandler))
		require.ErrorContains(t, err, "shares nothing")
	}
	// A server whose database lies elsewhere has a folder, too; and the database of an exercise is known without its folder.
	elsewhere := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(elsewhere, "node"), []byte("n\n"), 0o600))
	_, err = try(elsewhere, "夜间综合演练", 60)
	require.ErrorContains(t, err, "holds real data")
	require.NoError(t, os.Remove(filepath.Join(dir, "exercise.json")))
	_, err = try(dir, "", 0)
	require.ErrorContains(t, err, "database is that of an exercise")
}
