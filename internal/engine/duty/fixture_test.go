package duty_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
)

var (
	tester = journal.Actor{ID: "t", Name: "测试"}
	all    = identity.Everywhere
)

// areas is a city of two square districts side by side: a zone, 2 streets, 4 communities in each.
func areas() []register.Area {
	box := func(w, s, e, n float64) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,%[2]v],[%[3]v,%[2]v],[%[3]v,%[4]v],[%[1]v,%[4]v],[%[1]v,%[2]v]]]}`, w, s, e, n))
	}
	out := []register.Area{{Code: "2101", Name: "某市", NameEn: "Some City", Level: register.City, Lon: 123.5, Lat: 41.75}}
	for i, d := range []string{"210102", "210106"} {
		west := 123.0 + 0.5*float64(i)
		out = append(out,
			register.Area{Code: d, Name: "区" + d, NameEn: "District " + d, Level: register.District, Parent: "2101", Lon: west + 0.25, Lat: 41.75, Outline: box(west, 41.5, west+0.5, 42)},
			register.Area{Code: d + "Z01", Name: "园区" + d, NameEn: "Zone " + d, Level: register.Zone, Parent: d, Lon: west + 0.05, Lat: 41.55, Outline: box(west+0.01, 41.51, west+0.1, 41.6)})
		for s := range 2 {
			street, lat := fmt.Sprintf("%s%03d", d, s+1), 41.625+0.25*float64(s)
			out = append(out, register.Area{Code: street, Name: "街道" + street, Level: register.Street, Parent: d, Lon: west + 0.25, Lat: lat})
			for c := range 2 {
				out = append(out, register.Area{Code: fmt.Sprintf("%s%03d", street, c+1), Name: fmt.Sprintf("社区%s%03d", street, c+1), Level: register.Community, Parent: street, Lon: west + 0.15 + 0.2*float64(c), Lat: lat})
			}
		}
	}
	return out
}

type world struct {
	t   testing.TB
	ctx context.Context
	at  store.Options
	db  *store.DB
	j   *journal.Journal
	bus *bus.Bus
	c   *clock.Fake
	reg *register.Register
	ids *identity.Service
	e   *duty.Engine

	node string // name of the server, the same after a restart
}

var roles = identity.Roles{"duty": {Permissions: []string{"duty.read"}}}

// start is a Monday morning in Shenyang.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func open(t testing.TB, channels ...notify.Channel) *world {
	t.Helper()
	w := &world{t: t, ctx: context.Background(), at: storetest.Options(t), c: clock.NewFake(start)}
	w.connect(nil, channels...)
	require.NoError(t, w.reg.PutAreas(w.ctx, tester, "fixture", areas()))
	return w
}

// connect opens everything on the world's database: a server, or with before one that gives up where it says.
func (w *world) connect(before func(string) error, channels ...notify.Channel) {
	t := w.t
	o := w.at
	o.Before = before
	var err error
	w.db, err = store.Open(w.ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.db.Close()) })
	w.j, err = journal.Open(w.ctx, w.db, w.c, journal.Options{})
	require.NoError(t, err)
	if w.bus == nil {
		w.bus = bustest.Open(t, w.db, w.c, bus.Options{})
	}
	w.reg, err = register.Open(w.ctx, w.db, w.j, w.bus, w.c, register.Options{})
	require.NoError(t, err)
	w.ids, err = identity.Open(w.ctx, w.db, w.c, w.j, roles)
	require.NoError(t, err)
	w.e = w.engine(channels...)
}

func (w *world) engine(channels ...notify.Channel) *duty.Engine {
	e, err := duty.Open(w.ctx, duty.Options{
		DB: w.db, Clock: w.c, Journal: w.j, Bus: w.bus, Register: w.reg, Identity: w.ids, Channels: channels, Home: "2101", Node: w.node,
		Permissions: duty.Permissions{Posts: "duty.read", Calls: "duty.read", Answers: "duty.read"},
	})
	require.NoError(w.t, err)
	return e
}

func (w *world) tx(f func(ctx context.Context, tx *store.Tx) error) error { return w.db.Tx(w.ctx, f) }

// account makes an account and its contact.
func (w *world) account(login string) duty.Contact {
	require.NoError(w.t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		return w.ids.Put(ctx, tx, tester, identity.NewPerson{Person: identity.Person{ID: login, Login: login, Name: "账号" + login, Phone: "13900000001", Area: "2101", Grants: []identity.Grant{{Role: "duty", Area: "2101"}}}})
	}))
	return w.contact(duty.Contact{ID: "c-" + login, Account: login})
}

func (w *world) contact(c duty.Contact) (out duty.Contact) {
	if c.Area == "" && c.Account == "" {
		c.Area = "2101"
	}
	require.NoError(w.t, w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = w.e.PutContact(ctx, tx, tester, all, c)
		return err
	}))
	return out
}

// named makes a contact without an account, with a telephone.
func (w *world) named(name string) duty.Contact {
	return w.contact(duty.Contact{ID: name, Name: name, Phone: "13800000000"})
}

func (w *world) tryPost(scope identity.Scope, p duty.Post) (out duty.Post, err error) {
	if p.Title == "" {
		p.Title = "岗位"
	}
	if p.From == "" {
		p.From = "2026-01-01"
	}
	p.DocNumber, p.DocOrgan, p.DocDate = "沈防指〔2026〕3号", "市防指", "2026-01-01"
	err = w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = w.e.PutPost(ctx, tx, tester, scope, p)
		return err
	})
	return out, err
}

func (w *world) post(area, matter, contact string, more ...func(*duty.Post)) duty.Post {
	p := duty.Post{Area: area, Line: duty.Territory, Matter: matter, Role: "head", Contact: contact}
	for _, f := range more {
		f(&p)
	}
	out, err := w.tryPost(all, p)
	require.NoError(w.t, err)
	return out
}

func between(from, to string) func(*duty.Post) {
	return func(p *duty.Post) { p.From, p.To = from, to }
}

func noon(day string) clock.Instant {
	t, err := time.Parse(time.RFC3339, day+"T12:00:00+08:00")
	if err != nil {
		panic(err)
	}
	return clock.At(t)
}

func person(id string) identity.Subject {
	return identity.NewSubject(id, id, "账号"+id, []identity.Grant{{Role: "duty", Area: "2101"}}, roles)
}
