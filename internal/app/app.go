package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/observe"
	"anlan/internal/base/outward"
	"anlan/internal/base/photo"
	"anlan/internal/base/sealed"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
	"anlan/internal/base/upload"
	"anlan/internal/base/vault"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/register/exchange"
	"anlan/internal/engine/signal"
	"anlan/internal/engine/stock"
	"anlan/internal/system"
	"anlan/internal/system/after"
	"anlan/internal/system/connector"
	"anlan/internal/system/field"
	"anlan/internal/system/fourparty"
	"anlan/internal/system/govern"
	"anlan/internal/system/hazard"
	"anlan/internal/system/inspect"
	"anlan/internal/system/intake"
	"anlan/internal/system/nature"
	"anlan/internal/system/patrol"
	"anlan/internal/system/plan"
	"anlan/internal/system/report"
	"anlan/internal/system/resource"
	"anlan/internal/system/risk"
	"anlan/internal/system/warn"
	"anlan/web"
)

// Home is the area of the whole city: 沈阳市 in GB/T 2260, cut to its prefix.
const Home = "2101"

// App is a server put together. Its parts are open to the commands and tests that build on it.
type App struct {
	Config    Config
	Log       *slog.Logger
	Clock     clock.Clock
	World     clock.Clock    // the time outside; another than Clock in an exercise
	Sealed    *sealed.Ledger // what an exercise held back; nil when this is none
	DB        *store.DB
	Journal   *journal.Journal
	Identity  *identity.Service
	Bus       *bus.Bus
	Series    *series.Store
	Blobs     blob.Store
	Uploads   *upload.Service
	Register  *register.Register
	Exchange  *exchange.Exchange
	Signal    *signal.Engine
	Duty      *duty.Engine
	Stock     *stock.Ledger
	Dispatch  *dispatch.Engine
	Procedure *procedure.Engine
	Numbers   *document.Numbers
	Days      *calendar.Book // the calendar with its corrections
	Grid      *patrol.System // the grid of responsibility at work, for the demo's cells
	Govern    *govern.System
	Checks    *fourparty.System
	Inspect   *inspect.System  // drawings by lot, for their demo
	Hazard    *hazard.System   // the watch over hazard sources, for its demo
	Risk      *risk.System     // the grading of risks, for its demo
	Nature    *nature.System   // the watch over nature, for its demo
	Resource  *resource.System // relief material, for their demo
	Plans     *plan.System     // emergency plans, for their demo
	Field     *field.System    // reports of those in the field
	Reports   *report.System   // reporting to the upper levels, for tests of its sendings
	Aftermath *after.System    // what follows an incident, for its demo
	HTTP      *httpapi.Server
	Outward   *outward.Gate // the way to addresses that people enter
	Vault     *vault.Vault  // secrets of the systems that we ask
	Metrics   *prometheus.Registry

	node     string // of this server among those on one database
	modules  []system.Module
	intake   *intake.System
	Warnings *warn.System
	sources  *connector.System
	patrol   *blob.Patrol
	photos   *photo.Album
	closers  []closer
	ln       net.Listener
	web      *http.Server
}

type closer struct {
	name  string
	close func() error
}

// Open makes all parts in order and starts nothing but the bus, which the others need. c is the time; nil is the
// machine's, kept steady.
func Open(ctx context.Context, cfg Config, c clock.Clock, log *slog.Logger) (_ *App, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if c == nil {
		c = clock.NewSteady()
	}
	a := &App{Config: cfg, Clock: c, Log: log, Metrics: observe.NewMetrics()}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	for _, part := range []struct {
		name string
		open func(context.Context) error
	}{{"base", a.openBase}, {"engines", a.openEngines}, {"systems", a.openSystems}, {"http", a.openHTTP}} {
		if err := part.open(ctx); err != nil {
			return nil, fmt.Errorf("open %s: %w", part.name, err)
		}
	}
	return a, nil
}

func (a *App) onClose(name string, f func() error) { a.closers = append(a.closers, closer{name, f}) }

func (a *App) openBase(ctx context.Context) error {
	cfg := a.Config
	l, err := lock(cfg.Data)
	if err != nil {
		return err
	}
	a.onClose("lock", l.Close)
	if err := a.openExercise(); err != nil {
		return err
	}
	cfg = a.Config
	if a.node, err = node(cfg.Data); err != nil {
		return err
	}
	if a.DB, err = store.Open(ctx, store.Options{Path: cfg.Database(), DSN: cfg.DSN, Asked: cfg.Asked}); err != nil {
		return err
	}
	a.onClose("store", a.DB.Close)
	if a.Journal, err = journal.Open(ctx, a.DB, a.Clock, journal.Options{KeyFile: cfg.JournalKey(), HeadsFile: cfg.JournalHeads()}); err != nil {
		return err
	}
	if a.Vault, err = vault.Open(cfg.path("keys", "vault.key")); err != nil {
		return err
	}
	if a.Outward, err = outward.Open(ctx, a.DB, a.Clock, a.Journal, cfg.Outward); err != nil {
		return fmt.Errorf("--outward-allow: %w", err)
	}
	if err := a.seal(ctx); err != nil {
		return err
	}
	// Sessions and wrong passwords are of the world: a shift at sixty times the speed is still one sign-in.
	if a.Identity, err = identity.Open(ctx, a.DB, a.World, a.Journal, roles()); err != nil {
		return err
	}
	a.Bus, err = bus.Open(ctx, a.DB, a.Clock, bus.Options{Dir: cfg.path("nats"), URL: cfg.NATS, MQTT: cfg.MQTT, SyncAlways: cfg.Durable, Log: a.Log, Login: a.deviceLogin, Hears: a.deviceHears, Terminal: a.terminalLogin, Forbidden: a.deviceForbidden, First: a.deviceFirst})
	if err != nil {
		return err
	}
	a.onClose("bus", func() error { a.Bus.Close(); return nil })
	if a.Series, err = series.Open(cfg.path("series"), series.Options{Clock: a.Clock, Log: a.Log.With("part", "series")}); err != nil {
		return err
	}
	a.onClose("series", a.Series.Close)
	if a.Numbers, err = document.OpenNumbers(ctx, a.DB, a.Clock); err != nil {
		return err
	}
	if a.Days, err = calendar.OpenBook(ctx, a.DB, a.Clock, calendar.China()); err != nil {
		return err
	}
	return a.openFiles(ctx)
}

func (a *App) openEngines(ctx context.Context) (err error) {
	if a.Register, err = register.Open(ctx, a.DB, a.Journal, a.Bus, a.Clock, register.Options{Permission: "grid.element.read", Keep: roomForElements()}); err != nil {
		return err
	}
	a.Exchange, err = exchange.Open(ctx, exchange.Options{DB: a.DB, Clock: a.Clock, Journal: a.Journal, Blobs: a.Blobs, Register: a.Register, Log: a.Log.With("part", "imports"), Node: a.node})
	if err != nil {
		return err
	}
	if err := a.openDuty(ctx); err != nil {
		return err
	}
	a.Signal, err = signal.Open(ctx, signal.Options{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Series: a.Series, Permission: "signal.alarm.read", Home: Home, Metrics: a.Metrics, Log: a.Log,
		Sites: a.sites, Caller: a.Duty, CallAfter: a.Config.CallAfter,
	})
	if err != nil {
		return err
	}
	if err := a.openStock(ctx); err != nil {
		return err
	}
	return a.openProcedures(ctx)
}

func (a *App) openSystems(ctx context.Context) error {
	modules, err := a.systems(ctx)
	if err != nil {
		return err
	}
	if err := system.Check(modules...); err != nil {
		return err
	}
	for _, m := range modules {
		if err := a.Procedure.Define(m.Procedures...); err != nil {
			return err
		}
		a.Bus.Handle(m.Handles...)
	}
	a.modules = modules
	return nil
}

func (a *App) openHTTP(ctx context.Context) error {
	ui, err := web.Handler(a.worn())
	if err != nil {
		return err
	}
	a.HTTP, err = httpapi.New(ctx, httpapi.Options{DB: a.DB, Clock: a.World, Cookie: a.cookie(), Auth: a.Identity, Feed: a.Bus.Feed(), Log: a.Log, Metrics: a.Metrics, Secure: a.Config.Secure, Version: a.Config.Version, Fallback: ui})
	if err != nil {
		return err
	}
	for _, m := range a.modules {
		a.HTTP.Mount(m.Name, m.Operations...)
	}
	a.HTTP.Handle("GET /metrics", observe.MetricsHandler(a.Metrics))
	a.HTTP.Handle("GET /public/warnings.atom", http.RedirectHandler("/api/public/warnings.atom", http.StatusPermanentRedirect))
	a.HTTP.Handle("GET /healthz", observe.Alive())
	a.HTTP.Handle("GET /readyz", observe.Ready(a.Log, a.checks()...))
	h, err := a.HTTP.Handler()
	if err != nil {
		return err
	}
	a.web = &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(a.Log.Handler(), slog.LevelDebug)}
	a.ln, err = net.Listen("tcp", a.Config.HTTP)
	return err
}

// HTTPAddr is where the web client and the API answer.
func (a *App) HTTPAddr() string { return a.ln.Addr().String() }

// DeviceAddr is where devices of a protocol over TCP connect; "" when there is no listener.
func (a *App) DeviceAddr(protocol string) string { return a.intake.Addr(protocol) }

// Run runs everything until ctx ends or a part fails, then stops in reverse order.
func (a *App) Run(ctx context.Context) error {
	g, run := errgroup.WithContext(ctx)
	// The parts below the edge outlive it by a moment, so that what a last request wrote is told and sealed.
	below, stop := context.WithCancel(context.WithoutCancel(ctx))
	start := func(name string, ctx context.Context, f func(context.Context) error) {
		g.Go(func() error {
			if err := f(ctx); err != nil && ctx.Err() == nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		})
	}
	start("bus", below, a.Bus.Run)
	start("journal", below, a.Journal.Run)
	start("register", below, a.Register.Run)
	start("duty", run, a.Duty.Run)
	start("signal", below, a.Signal.Run)
	start("clocks", run, a.Procedure.Run)
	start("calendar", run, a.followCalendar)
	start("answers", below, a.HTTP.Run)
	start("uploads", run, a.Uploads.Run)
	start("blobs", run, a.patrol.Run)
	for _, m := range a.modules {
		for _, t := range m.Run {
			start(m.Name+" "+t.Name, run, t.Run)
		}
	}
	g.Go(func() error {
		if err := a.web.Serve(a.ln); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("http: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-run.Done()
		shut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if err := a.web.Shutdown(shut); err != nil { // open event streams do not end by themselves
			_ = a.web.Close()
		}
		stop()
		return nil
	})
	return g.Wait()
}

// Close closes all parts in reverse order. It may be called after a failed Open and more than once.
func (a *App) Close() error {
	var errs []error
	if a.ln != nil {
		_ = a.ln.Close()
	}
	for i := len(a.closers) - 1; i >= 0; i-- {
		if err := a.closers[i].close(); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", a.closers[i].name, err))
		}
	}
	a.closers = nil
	return errors.Join(errs...)
}

// checks are what must hold for the server to be ready.
func (a *App) checks() []observe.Check {
	return []observe.Check{
		{Name: "store", Run: a.DB.Ping},
		{Name: "bus", Run: a.Bus.Ping},
		{Name: "journal", Run: a.Journal.Ready},
		{Name: "files", Run: func(ctx context.Context) error { return blob.Ping(ctx, a.Blobs) }},
		{Name: "disk", Run: func(context.Context) error { return writable(a.Config.Data) }},
	}
}

// writable reports whether the data folder takes a file.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".probe-")
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, "ok")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}
