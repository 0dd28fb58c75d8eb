// Package demo puts the demo city into a running system.
//
// Load takes what package city makes and stores it through the engines, as an import does: areas, elements, devices with
// their points, the officers, who answers for what, and cases of every procedure, told by scripts as they would have happened. It notes each step that is done in its own table, so a second run changes nothing, a
// killed one goes on where it stopped, and a start with another password sets that one. It does not play devices: that
// is package simulate, which speaks to the server's ports like any other device.
package demo

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"slices"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/demo/city"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Engines is what Load writes through. All but Signal, Duty and Procedure are needed; without
// them there are no devices and points, no posts and rosters, and no cases. Blobs is for the files of cases.
type Engines struct {
	DB       *store.DB
	Clock    clock.Clock
	Register *register.Register
	Signal   *signal.Engine
	Identity *identity.Service
	Duty     *duty.Engine
	Blobs    blob.Store
	// Procedure opens the procedure engine at another clock, for cases that began before today; nil for no cases.
	Procedure func(ctx context.Context, c clock.Clock) (*procedure.Engine, error)
}

// Options say what to load. Scale is city.Full when it is zero; City is the city of that scale when it has been built
// already. Password is that of all demo accounts and devices, 8 to
// 128 characters; when it is empty nobody can sign in and no device is let in. AdminPassword is that of the account admin,
// Password when it is empty. Progress, when not nil, hears how far a step is; the steps are StepAreas to StepCases.
type Options struct {
	Scale         city.Scale
	City          *city.City
	Password      string
	AdminPassword string
	Progress      func(step string, done, total int)
}

// Logins are the accounts that a visitor is told of, one for each role; city.People has all.
var Logins = []string{"admin", "auditor", "duty", "commander", "duty-210106", "field", "officer-210106", "legal-210106", "head-210106", "leader-210106", "clerk-210106"}

// chunk is how many elements go in one transaction: few enough to be held in memory twice.
const chunk = 40_000

var actor = journal.Actor{ID: "machine:demo", Name: "演示数据"}

// Load brings the demo city into the system; see the package for repeats. It fails with Conflict when a demo city of
// another scale is there. Progress is not heard for steps done by an earlier run.
func Load(ctx context.Context, e Engines, o Options) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	if err := e.DB.Migrate(ctx, "demo", sub); err != nil {
		return err
	}
	switch {
	case o.City != nil:
		o.Scale = o.City.Scale()
	case o.Scale == (city.Scale{}):
		o.Scale = city.Full
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	l := loader{Engines: e, Options: o}
	if l.done, err = l.steps(ctx); err != nil {
		return err
	}
	if !l.behind() {
		return nil
	}
	if l.City == nil {
		if l.City, err = city.Build(o.Scale); err != nil {
			return err
		}
	}
	if err := l.load(ctx); err != nil {
		return fmt.Errorf("load demo city: %w", err)
	}
	return nil
}

type loader struct {
	Engines
	Options
	done map[string]string // mark by step
}

// The steps that Progress hears of, in order.
const (
	StepAreas    = "areas"
	StepElements = "elements"
	StepPoints   = "points"
	StepPeople   = "people"
	StepDuty     = "duty"
	StepCases    = "cases"
)

const (
	stepScale = "scale"
	stepAll   = "all"
)

// behind reports whether anything is left to do.
func (l *loader) behind() bool {
	return l.done[stepAll] == "" || l.Procedure != nil && l.done[StepCases] == "" || l.done[stepScale] != l.scale() || !knows(l.done[StepPeople], l.secret()) || l.Duty != nil && l.done[StepDuty] == ""
}

// secret is what the accounts depend on: both passwords.
func (l *loader) secret() string {
	if l.AdminPassword == "" {
		return l.Password
	}
	return l.Password + "\x00" + l.AdminPassword
}

func (l *loader) scale() string { return fmt.Sprintf("%+v", l.Scale) }

func (l *loader) load(ctx context.Context) error {
	if was := l.done[stepScale]; was != "" && was != l.scale() {
		return fail.Conflict("demo.scale", "已有另一规模的演示城市，请使用新的数据目录", "a demo city of another size is there already; take a new data directory")
	}
	if err := l.note(ctx, stepScale, l.scale()); err != nil {
		return err
	}
	if err := l.areas(ctx); err != nil {
		return err
	}
	if err := l.elements(ctx); err != nil {
		return err
	}
	mark := l.done[StepPeople]
	if !knows(mark, l.secret()) {
		mark = markOf(l.secret())
	}
	if err := l.points(ctx, mark); err != nil {
		return err
	}
	if err := l.people(ctx, mark); err != nil {
		return err
	}
	if err := l.posts(ctx); err != nil {
		return err
	}
	if err := l.cases(ctx); err != nil {
		return err
	}
	return l.note(ctx, stepAll, "done")
}

func (l *loader) areas(ctx context.Context) error {
	if l.done[StepAreas] != "" {
		return nil
	}
	all := l.City.Areas()
	l.Progress(StepAreas, 0, len(all))
	if err := l.Register.PutAreas(ctx, actor, "demo areas", all); err != nil {
		return err
	}
	l.Progress(StepAreas, len(all), len(all))
	return l.note(ctx, StepAreas, "done")
}

// elements loads chunk by chunk, while the next chunk is being made. A chunk is there as a whole or not at all, so its
// first element tells whether an earlier run was stopped after storing it and before noting it.
func (l *loader) elements(ctx context.Context) error {
	if l.done[StepElements] != "" {
		return nil
	}
	total := 0
	for _, n := range l.City.Counts() {
		total += n
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from := 0
	for c := range chunks(ctx, l.City.Elements()) {
		there, err := l.Register.FindAll(ctx, identity.Everywhere, c[0].ID)
		if err != nil {
			return err
		}
		if len(there) == 0 {
			_, err := l.Register.Load(ctx, actor, fmt.Sprintf("demo elements from %d", from), slices.Values(c), func(done int) { l.Progress(StepElements, from+done, total) })
			if err != nil {
				return err
			}
		}
		from += len(c)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.note(ctx, StepElements, "done")
}

// chunks cuts a sequence; it makes one chunk ahead, on another core. It ends early when ctx does.
func chunks(ctx context.Context, all iter.Seq[register.Element]) <-chan []register.Element {
	out := make(chan []register.Element)
	go func() {
		defer close(out)
		send := func(c []register.Element) bool {
			select {
			case out <- c:
				return true
			case <-ctx.Done():
				return false
			}
		}
		next := make([]register.Element, 0, chunk)
		for e := range all {
			if next = append(next, e); len(next) == chunk {
				if !send(next) {
					return
				}
				next = make([]register.Element, 0, chunk)
			}
		}
		if len(next) > 0 {
			send(next)
		}
	}()
	return out
}

func (l *loader) points(ctx context.Context, mark string) error {
	if l.Signal == nil || l.done[StepPoints] == mark {
		return nil
	}
	all := l.City.Points()
	l.Progress(StepPoints, 0, len(all))
	var devices []signal.Device
	for _, d := range l.City.Devices() {
		if l.Password != "" && d.Secret == "" {
			d.Secret = signal.HashSecret(l.Password)
		}
		devices = append(devices, d.Device)
	}
	var points []signal.Point
	for _, p := range all {
		points = append(points, p.Point)
	}
	if err := l.Signal.Load(ctx, devices, points); err != nil {
		return err
	}
	l.Progress(StepPoints, len(all), len(all))
	return l.note(ctx, StepPoints, mark)
}

// people makes the accounts. A login that somebody else has already, as the first administrator may, is left to them.
func (l *loader) people(ctx context.Context, mark string) error {
	if l.done[StepPeople] == mark {
		return nil
	}
	shared, err := l.hash(l.Password)
	if err != nil {
		return err
	}
	admin := shared
	if l.AdminPassword != "" && l.AdminPassword != l.Password {
		if admin, err = l.hash(l.AdminPassword); err != nil {
			return err
		}
	}
	all := l.City.People()
	err = l.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i, p := range all {
			l.Progress(StepPeople, i, len(all))
			there, err := l.Identity.ByLogin(ctx, p.Login)
			if err != nil && fail.KindOf(err) != fail.KindNotFound {
				return err
			}
			if err == nil && there.ID != p.ID {
				continue
			}
			p.CreatedAt = clock.Now(l.Clock)
			hash := shared
			if p.Login == "admin" {
				hash = admin
			}
			if err := l.Identity.Put(ctx, tx, actor, identity.NewPerson{Person: p.Person, PasswordHash: hash}); err != nil {
				return err
			}
			for _, c := range p.Certificates {
				c.Person = p.ID
				if err := l.Identity.PutCertificate(ctx, tx, actor, c); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	l.Progress(StepPeople, len(all), len(all))
	return l.note(ctx, StepPeople, mark)
}

// hash is what is kept of a password, "" of none. All demo accounts share one hash: everybody is told their password
// anyway, and sixty hashes would take seconds.
func (l *loader) hash(password string) (string, error) {
	if password == "" {
		return "", nil
	}
	return l.Identity.Hash(password)
}
