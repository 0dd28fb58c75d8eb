package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
	"anlan/internal/base/sealed"
	"anlan/internal/system/settings"
	"anlan/web"
)

// fastest is how many times faster the time of an exercise may go.
const fastest = 60

// validateExercise refuses an exercise that would touch what is real.
func (c Config) validateExercise() error {
	if c.Exercise == "" {
		if c.Speed > 1 {
			return errors.New("--exercise-speed: only the time of an exercise goes faster")
		}
		return nil
	}
	if n := utf8.RuneCountInString(c.Exercise); n > 60 || strings.ContainsFunc(c.Exercise, func(r rune) bool { return r < ' ' }) {
		return errors.New("--exercise: the title has at most 60 characters on one line")
	}
	if c.Speed < 0 || c.Speed > fastest {
		return fmt.Errorf("--exercise-speed: 1 to %d", fastest)
	}
	for name, set := range map[string]string{"--dsn": c.DSN, "--nats": c.NATS, "--s3-endpoint": c.S3Endpoint, "--csv-folder": c.Folder, "--cap-folder": c.CAPFolder} {
		if set != "" {
			return fmt.Errorf("%s: an exercise shares nothing with other servers, leave it out", name)
		}
	}
	return nil
}

// speed is how many times faster time goes; 1 for a configuration that was not read from the command line.
func (c Config) speed() int { return max(1, c.Speed) }

// begun is what the data folder of an exercise says of it.
type begun struct {
	Title string    `json:"title"`
	Speed int       `json:"speed"`
	At    time.Time `json:"at"` // by the clock of the world; the time of the exercise was the same then
}

// openExercise makes the server that of an exercise, when it is to be one: its time, and nobody outside. Before it, the
// clock is that of the world; the lock must be held. A folder with an exercise is never taken for a real one, nor the other
// way round.
func (a *App) openExercise() error {
	a.World = a.Clock
	file := a.Config.path("exercise.json")
	raw, err := os.ReadFile(file)
	is := err == nil
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("data folder: %w", err)
	}
	var b begun
	if is {
		if err := json.Unmarshal(raw, &b); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if b.At.IsZero() || b.At.After(a.World.Now()) {
			return fmt.Errorf("%s: “at” is when the exercise began, and lies in the past", file)
		}
	}
	title, speed := a.Config.Exercise, a.Config.speed()
	switch {
	case title == "" && is:
		return fmt.Errorf("data folder %s holds the exercise “%s”: start it with --exercise, or name another folder", a.Config.Data, b.Title)
	case title == "":
		return nil
	case !is && a.used():
		return fmt.Errorf("data folder %s holds real data: an exercise needs a folder of its own, or a copy of one", a.Config.Data)
	case is && (b.Title != title || b.Speed != speed):
		return fmt.Errorf("data folder %s holds the exercise “%s” at speed %d: go on with these, or name another folder", a.Config.Data, b.Title, b.Speed)
	case !is:
		b = begun{Title: title, Speed: speed, At: a.World.Now()}
		if raw, err = json.Marshal(b); err != nil {
			return err
		}
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			return fmt.Errorf("data folder: %w", err)
		}
	}
	a.Clock = clock.NewScaled(a.World, b.At.Add(a.World.Since(b.At)*time.Duration(speed)), speed)
	for _, at := range []*string{&a.Config.MQTT, &a.Config.HJ212, &a.Config.SL651, &a.Config.GB26875, &a.Config.JT808} {
		*at = "" // no device of the world is heard
	}
	return nil
}

// used reports whether a server has worked in the data folder: with its database there or elsewhere.
func (a *App) used() bool {
	for _, file := range []string{a.Config.Database(), a.Config.JournalKey(), a.Config.path("nats"), a.Config.path("node")} {
		if _, err := os.Stat(file); err == nil {
			return true
		}
	}
	return false
}

// seal opens the ledger of what is held back, and shuts the gate.
func (a *App) seal(ctx context.Context) (err error) {
	if a.Config.Exercise == "" {
		var tables int
		err := a.DB.Read().NewRaw("SELECT COUNT(*) FROM store_migration WHERE package = 'sealed'").Scan(ctx, &tables)
		if err == nil && tables > 0 {
			err = errors.New("the database is that of an exercise: it is not opened in earnest")
		}
		return err
	}
	if a.Sealed, err = sealed.Open(ctx, a.DB, a.Clock); err != nil {
		return err
	}
	a.Outward.Seal(func(ctx context.Context, address string) error {
		return a.Sealed.Hold(context.WithoutCancel(ctx), "connection", address, address, address)
	})
	return nil
}

// channels are the ways to people that the configuration names, or in an exercise what stands in their place: all of them,
// so that what is exercised does not depend on what is configured.
func (a *App) channels() ([]notify.Channel, error) {
	if a.Sealed == nil {
		return a.Config.channels()
	}
	var out []notify.Channel
	for _, g := range gateways {
		out = append(out, a.sealedChannel(g.name, g.title))
	}
	return out, nil
}

func (a *App) sealedChannel(name string, title lang.Text) notify.Channel {
	return notify.NewSealed(name, title, func(ctx context.Context, channel string, m notify.Message) error {
		return a.Sealed.Hold(ctx, channel, m.Key, m.To, m.Text)
	})
}

// exercisePart says on the page of the server what an exercise held back.
func (a *App) exercisePart(ctx context.Context) []settings.Part {
	if a.Sealed == nil {
		return nil
	}
	p := settings.Part{Name: "exercise", Title: lang.T("演练封闭", "Sealed exercise"), OK: true}
	counts, err := a.Sealed.Counts(ctx)
	if err != nil {
		p.OK, p.Text = false, lang.T("异常，详见日志", "not in order, see the log")
		return []settings.Part{p}
	}
	messages, connections := 0, 0
	for _, c := range counts {
		if c.Channel == "connection" {
			connections += c.Held
		} else {
			messages += c.Held
		}
	}
	p.Text = lang.T(fmt.Sprintf("“%s”，时间 ×%d；对外发出 0 条，拦下消息 %d 条、对外地址 %d 个", a.Config.Exercise, a.Config.speed(), messages, connections),
		fmt.Sprintf("“%s”, time ×%d; 0 messages sent, %d messages and %d outside addresses held back", a.Config.Exercise, a.Config.speed(), messages, connections))
	return []settings.Part{p}
}

// cookie is the name of the session cookie; "" for the ordinary one.
func (a *App) cookie() string {
	if a.Sealed == nil {
		return ""
	}
	return "anlan_exercise"
}

// worn is what the pages of an exercise wear; nil when this is none.
func (a *App) worn() *web.Exercise {
	if a.Sealed == nil {
		return nil
	}
	x := &web.Exercise{Band: "演练：" + a.Config.Exercise + "（不对外发送）", Speed: a.Config.speed(), Now: a.Clock.Now}
	if x.Speed > 1 {
		x.Band = fmt.Sprintf("演练：%s（不对外发送，时间 ×%d）", a.Config.Exercise, x.Speed)
	}
	return x
}
