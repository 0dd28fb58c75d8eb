package exchange

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// poll is how often a node looks for work that another left.
const poll = 2 * time.Second

// fallen is how often in a row a job may fall for a reason that could pass before it is given up.
const fallen = 5

// wakeUp tells Run of work.
func (x *Exchange) wakeUp() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// Run works on dry runs and runs, one of each at a time, until ctx ends.
func (x *Exchange) Run(ctx context.Context) error {
	t := x.Clock.NewTicker(poll)
	defer t.Stop()
	for {
		if err := x.Work(ctx); err != nil && ctx.Err() == nil {
			x.Log.Warn("imports cannot go on now", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-x.wake:
		case <-t.Chan():
		}
	}
}

// Work does what there is to do and no other node does, and returns.
func (x *Exchange) Work(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	falls := map[State]map[string]int{}
	for _, s := range []State{Checking, Running} {
		falls[s] = map[string]int{}
		for k, n := range x.fell {
			falls[s][k] = n
		}
	}
	for _, s := range []State{Checking, Running} {
		g.Go(func() error { return x.workOn(ctx, s, falls[s]) })
	}
	err := g.Wait()
	x.fell = map[string]int{}
	for _, f := range falls {
		for k, n := range f {
			x.fell[k] = max(x.fell[k], n)
		}
	}
	return err
}

// workOn does all jobs in a state, the oldest first.
func (x *Exchange) workOn(ctx context.Context, state State, fell map[string]int) error {
	var rows []row
	if err := x.DB.Read().NewRaw("SELECT "+columns+" FROM exchange_import WHERE state = ? ORDER BY id", state).Scan(ctx, &rows); err != nil {
		return fmt.Errorf("imports: %w", err)
	}
	var errs []error
	for _, r := range rows {
		j, err := r.job()
		if err == nil {
			err = x.one(ctx, j, fell)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// lease is the right to work on something, as long as it is renewed.
type lease struct {
	name, holder string
}

// errLost says that another node took over.
var errLost = errors.New("the lease is lost")

// take gets a lease; ok is false when another holds it.
func (x *Exchange) take(ctx context.Context, name string) (l lease, ok bool, err error) {
	l = lease{name, x.node + "/" + id.New()}
	err = x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := clock.Now(x.Clock)
		r, err := tx.NewRaw(`INSERT INTO exchange_lease (name, holder, until) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE exchange_lease.until <= ?`,
			l.name, l.holder, clock.At(now.Add(x.Lease)), now).Exec(ctx)
		if err != nil {
			return fmt.Errorf("lease %s: %w", name, err)
		}
		n, err := r.RowsAffected()
		ok = n == 1
		return err
	})
	return l, ok, err
}

// renew holds a lease on within a transaction, which cannot commit when another has it by now.
func (x *Exchange) renew(ctx context.Context, tx *store.Tx, l lease) error {
	r, err := tx.NewRaw("UPDATE exchange_lease SET until = ? WHERE name = ? AND holder = ?", clock.At(x.Clock.Now().Add(x.Lease)), l.name, l.holder).Exec(ctx)
	if err != nil {
		return fmt.Errorf("lease %s: %w", l.name, err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return errors.Join(errLost, err)
	}
	return nil
}

// release gives a lease back; nothing is lost when it cannot.
func (x *Exchange) release(ctx context.Context, l lease) {
	_ = x.DB.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("DELETE FROM exchange_lease WHERE name = ? AND holder = ?", l.name, l.holder).Exec(ctx)
		return err
	})
}

// one works on a job, if no other node does: runs of one kind go one after the other, so that none brings in what another
// has just brought in.
func (x *Exchange) one(ctx context.Context, j Job, fell map[string]int) error {
	name, work := "check:"+j.ID, x.dryRun
	if j.State == Running {
		name, work = "run:"+j.Kind, x.run
	}
	l, ok, err := x.take(ctx, name)
	if err != nil || !ok {
		return err
	}
	defer x.release(ctx, l)
	err = work(ctx, l, j)
	switch e := fail.As(err); {
	case err == nil:
		delete(fell, j.ID)
		return nil
	case ctx.Err() != nil, errors.Is(err, errLost), errors.Is(err, errStopped):
		return nil
	case e != nil && e.Kind != fail.KindUnavailable && e.Kind != fail.KindInternal && e.Kind != fail.KindConflict:
		return x.end(ctx, l, j, e.Text)
	}
	if fell[j.ID]++; fell[j.ID] < fallen {
		return fmt.Errorf("import %s: %w", j.ID, err)
	}
	delete(fell, j.ID)
	x.Log.Error("an import was given up", "import", j.ID, "err", err)
	return x.end(ctx, l, j, lang.T("多次尝试后仍无法完成，请稍后继续，或联系管理员", "it could not be done in several attempts; go on later or tell the administrator"))
}

// end writes down that a job failed.
func (x *Exchange) end(ctx context.Context, l lease, j Job, why lang.Text) error {
	return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := x.renew(ctx, tx, l); err != nil {
			return err
		}
		_, err := tx.NewRaw("UPDATE exchange_import SET state = ?, refusal = ?, ended_at = ? WHERE id = ? AND state = ?", Failed, text(why), clock.Now(x.Clock), j.ID, j.State).Exec(ctx)
		return err
	})
}
