package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// errStopped says that somebody cancelled the job, or changed it, meanwhile.
var errStopped = errors.New("the import was stopped")

// batches walks the rows of a job from a place in the table on, and gives them out some at a time. They are read ahead in
// a goroutine of their own.
func (x *Exchange) batches(ctx context.Context, j Job, from int, each func(context.Context, []record) error) error {
	k, err := x.Kind(j.Kind)
	if err != nil {
		return err
	}
	t, err := j.Plan.check(k, j.Tables)
	if err != nil {
		return err
	}
	f, err := x.open(ctx, j.Hash)
	if err != nil {
		return err
	}
	defer f.close()
	rows, err := f.rows(t)
	if err != nil {
		return err
	}
	defer rows.close()
	ctx, stop := context.WithCancel(ctx)
	out, broke := make(chan []record, 4), error(nil)
	go func() {
		defer close(out)
		broke = readAhead(ctx, rows, from, x.Batch, out)
	}()
	defer func() {
		stop()
		for range out { // until the reading is over
		}
	}()
	for batch := range out {
		if err := each(ctx, batch); err != nil {
			return err
		}
	}
	return broke
}

func readAhead(ctx context.Context, rows records, from, size int, out chan<- []record) error {
	var batch []record
	send := func() error {
		select {
		case out <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for n := 0; ; n++ {
		r, err := rows.next()
		if errors.Is(err, io.EOF) {
			if len(batch) > 0 {
				return send()
			}
			return nil
		}
		if err != nil {
			return err
		}
		if n < from {
			continue
		}
		r.Cells = slices.Clone(r.Cells)
		if batch = append(batch, r); len(batch) == size {
			if err := send(); err != nil {
				return err
			}
		}
	}
}

// dryRun tells what the run would do, from the first row on, and changes nothing but the job. Faults are written as they
// are found.
func (x *Exchange) dryRun(ctx context.Context, l lease, j Job) error {
	if j.Kind == Outlines {
		return x.dryOutlines(ctx, l, j)
	}
	jd, err := x.judgeOf(ctx, j)
	if err != nil {
		return err
	}
	jd.seen = map[string]int{}
	err = x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := x.renew(ctx, tx, l); err != nil {
			return err
		}
		_, err := tx.NewRaw("DELETE FROM exchange_fault WHERE import = ?", j.ID).Exec(ctx)
		return err
	})
	if err != nil {
		return err
	}
	var c Counts
	err = x.batches(ctx, j, 0, func(ctx context.Context, batch []record) error {
		verdicts, err := jd.judge(ctx, batch)
		if err != nil {
			return err
		}
		for _, v := range verdicts {
			c.add(v)
		}
		return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return x.move(ctx, tx, l, j, c.Rows, c, verdicts)
		})
	})
	if err != nil {
		return err
	}
	return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return x.judged(ctx, tx, l, j, c, nil) })
}

// judged ends a dry run.
func (x *Exchange) judged(ctx context.Context, tx *store.Tx, l lease, j Job, c Counts, verdicts []verdict) error {
	if err := x.move(ctx, tx, l, j, 0, c, verdicts); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE exchange_import SET state = ?, expected = ?, checked_at = ? WHERE id = ?", Checked, text(c), clock.Now(x.Clock), j.ID).Exec(ctx)
	return err
}

// finished ends a run, up to its entry in the journal.
func (x *Exchange) finished(ctx context.Context, tx *store.Tx, l lease, j Job, place int, c Counts) error {
	if err := x.move(ctx, tx, l, j, place, c, nil); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE exchange_import SET state = ?, ended_at = ? WHERE id = ?", Done, clock.Now(x.Clock), j.ID).Exec(ctx)
	return err
}

// judgeOf makes the judge of a job.
func (x *Exchange) judgeOf(ctx context.Context, j Job) (*judge, error) {
	k, err := x.Kind(j.Kind)
	if err != nil {
		return nil, err
	}
	t, err := j.Plan.check(k, j.Tables)
	if err != nil {
		return nil, err
	}
	return newJudge(ctx, x.Register, k, j.Plan, t, Person{ID: j.Person, Name: j.PersonName, Put: j.put, Sight: j.sight})
}

// move takes a job forward to a place in the table, with its counts and faults. It fails with errLost or errStopped when
// the job is not this node's any more.
func (x *Exchange) move(ctx context.Context, tx *store.Tx, l lease, j Job, place int, c Counts, verdicts []verdict) error {
	if err := x.renew(ctx, tx, l); err != nil {
		return err
	}
	r, err := tx.NewRaw("UPDATE exchange_import SET place = ?, counts = ? WHERE id = ? AND state = ?", place, text(c), j.ID, j.State).Exec(ctx)
	if err != nil {
		return fmt.Errorf("import %s: %w", j.ID, err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return errors.Join(errStopped, err)
	}
	return writeFaults(ctx, tx, j.ID, verdicts)
}

func writeFaults(ctx context.Context, tx *store.Tx, jobID string, verdicts []verdict) error {
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		q := "INSERT INTO exchange_fault (import, line, n, content) VALUES " + strings.TrimSuffix(strings.Repeat("(?,?,?,?),", len(args)/4), ",")
		_, err := tx.NewRaw(q, args...).Exec(ctx)
		args = args[:0]
		if err != nil {
			return fmt.Errorf("faults of import %s: %w", jobID, err)
		}
		return nil
	}
	for _, v := range verdicts {
		for n, f := range v.faults {
			if args = append(args, jobID, v.line, n, text(f)); len(args) >= 1000 {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	return flush()
}

// run brings the rows in, batch by batch, from the place where the job stands. Rows that the dry run found wrong are left
// out, and with them every key that comes twice; a row that has become wrong since is noted and left out too.
func (x *Exchange) run(ctx context.Context, l lease, j Job) error {
	// What was read before the lease was taken may be old.
	now, err := x.Find(ctx, Person{Put: j.put}, j.ID)
	if err != nil || now.State != Running {
		return errors.Join(errStopped, err)
	}
	j = now
	if j.Kind == Outlines {
		return x.runOutlines(ctx, l, j)
	}
	jd, err := x.judgeOf(ctx, j)
	if err != nil {
		return err
	}
	bad, err := x.wrongLines(ctx, j.ID)
	if err != nil {
		return err
	}
	place, c := j.place, j.Counts
	err = x.batches(ctx, j, place, func(ctx context.Context, batch []record) error {
		good := slices.DeleteFunc(slices.Clone(batch), func(r record) bool { return bad[r.Number] })
		next := c
		next.Rows += len(batch) - len(good)
		next.Wrong += len(batch) - len(good)
		verdicts, err := x.bring(ctx, l, j, jd, place+len(batch), next, good)
		if err != nil {
			return err
		}
		for _, v := range verdicts {
			next.add(v)
		}
		place, c = place+len(batch), next
		return nil
	})
	if err != nil {
		return err
	}
	return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := x.finished(ctx, tx, l, j, place, c); err != nil {
			return err
		}
		j.Counts = c
		return x.record(ctx, tx, journal.Actor{ID: j.Person, Name: j.PersonName}, j, "register.import.done")
	})
}

// tries is how often a batch is judged anew because somebody changed one of its elements in between.
const tries = 5

// bring judges a batch and stores what it makes, in one transaction with the place of the job.
func (x *Exchange) bring(ctx context.Context, l lease, j Job, jd *judge, place int, c Counts, batch []record) (verdicts []verdict, err error) {
	for range tries {
		if verdicts, err = jd.judge(ctx, batch); err != nil {
			return nil, err
		}
		var elements []register.Element
		after := c
		for _, v := range verdicts {
			if after.add(v); v.class == made || v.class == changed {
				elements = append(elements, v.element)
			}
		}
		err = x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			if err := x.move(ctx, tx, l, j, place, after, verdicts); err != nil || len(elements) == 0 {
				return err
			}
			_, err := x.Register.Bring(ctx, tx, journal.Actor{ID: j.Person, Name: j.PersonName}, j.put, j.object(), j.area, elements)
			return err
		})
		// A parent that was taken out, an element that was changed, moved away or made under the same id meanwhile: look
		// again. Everything was checked a moment ago, so nothing else is refused.
		if k := fail.KindOf(err); err == nil || k != fail.KindConflict && k != fail.KindNotFound && k != fail.KindInvalid {
			break
		}
	}
	return verdicts, err
}

// wrongLines are the lines that have faults.
func (x *Exchange) wrongLines(ctx context.Context, jobID string) (map[int]bool, error) {
	var lines []int
	if err := x.DB.Read().NewRaw("SELECT DISTINCT line FROM exchange_fault WHERE import = ?", jobID).Scan(ctx, &lines); err != nil {
		return nil, fmt.Errorf("faults of import %s: %w", jobID, err)
	}
	out := make(map[int]bool, len(lines))
	for _, n := range lines {
		out[n] = true
	}
	return out, nil
}

// Faults returns a page of the faults of a job that the person may see, by line, from behind a line; next is 0 at the end.
// All faults of a line are on one page.
func (x *Exchange) Faults(ctx context.Context, by Person, jobID string, limit, after int) (out []RowFault, next int, err error) {
	if _, err := x.Find(ctx, by, jobID); err != nil {
		return nil, 0, err
	}
	return x.faults(ctx, jobID, limit, after)
}

func (x *Exchange) faults(ctx context.Context, jobID string, limit, after int) (out []RowFault, next int, err error) {
	var lines []int
	if err := x.DB.Read().NewRaw("SELECT DISTINCT line FROM exchange_fault WHERE import = ? AND line > ? ORDER BY line LIMIT ?", jobID, after, limit+1).Scan(ctx, &lines); err != nil {
		return nil, 0, fmt.Errorf("faults of import %s: %w", jobID, err)
	}
	if len(lines) > limit {
		lines, next = lines[:limit], lines[limit-1]
	}
	out = []RowFault{}
	if len(lines) == 0 {
		return out, 0, nil
	}
	var rows []string
	if err := x.DB.Read().NewRaw("SELECT content FROM exchange_fault WHERE import = ? AND line IN (?) ORDER BY line, n", jobID, bun.List(lines)).Scan(ctx, &rows); err != nil {
		return nil, 0, fmt.Errorf("faults of import %s: %w", jobID, err)
	}
	for _, raw := range rows {
		var f RowFault
		if err := unmarshal(raw, &f); err != nil {
			return nil, 0, err
		}
		out = append(out, f)
	}
	return out, next, nil
}

// WriteWrong writes the rows of a job that are wrong as a workbook: the columns of the file, then what is wrong and how to
// mend it. Mended, it can be loaded as it is. NotFound for a job that the person may not see.
func (x *Exchange) WriteWrong(ctx context.Context, by Person, jobID, language string, w io.Writer) error {
	j, err := x.Find(ctx, by, jobID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(j.Tables, func(t Table) bool { return t.Name == j.Plan.Table })
	if i < 0 {
		return errUnknown
	}
	titles := slices.Clone(j.Tables[i].Titles)
	places := j.Tables[i].Places && !slices.Contains(j.Plan.Columns, "lon")
	out, err := x.wrongSheet(w, j, titles, places, language)
	if err != nil {
		return err
	}
	bad, after := map[int][]RowFault{}, 0
	for {
		page, next, err := x.faults(ctx, jobID, 1000, after)
		if err != nil {
			return err
		}
		for _, f := range page {
			bad[f.Line] = append(bad[f.Line], f)
		}
		if after = next; next == 0 {
			break
		}
	}
	err = x.batches(ctx, j, 0, func(_ context.Context, batch []record) error {
		for _, r := range batch {
			if faults := bad[r.Number]; faults != nil {
				if err := out.Write(wrongRow(r, len(titles), places, faults, language)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func (x *Exchange) wrongSheet(w io.Writer, j Job, titles []string, places bool, language string) (sheet.Writer, error) {
	widths := make([]float64, len(titles))
	for i := range widths {
		widths[i] = 16
	}
	k, err := x.Kind(j.Kind)
	if err != nil {
		return nil, err
	}
	l := sheet.Layout{Name: pick(language, "需更正的行", "Rows to mend"), Lists: lists(Columns(k), j.Plan.Columns, language)}
	head := make([]any, 0, len(titles)+4)
	for _, t := range titles {
		head = append(head, t)
	}
	if places {
		head, widths = append(head, pick(language, "经度", "Longitude"), pick(language, "纬度", "Latitude")), append(widths, 14, 14)
	}
	l.Widths = append(widths, 60, 60)
	out, err := sheet.NewXLSX(w, l)
	if err != nil {
		return nil, err
	}
	return out, out.Write(append(head, pick(language, faultTitles[0][0], faultTitles[0][1]), pick(language, faultTitles[1][0], faultTitles[1][1])))
}

// wrongRow is a row of the file with its faults.
func wrongRow(r record, n int, places bool, faults []RowFault, language string) []any {
	line := make([]any, n, n+4)
	for i := range line {
		line[i] = back(r.At(i))
	}
	if places {
		var x, y any
		if p, ok := point(r.geometry); ok {
			x, y = p[0], p[1]
		}
		line = append(line, x, y)
	}
	var what, how []string
	for _, f := range faults {
		what = append(what, fmt.Sprintf(pick(language, "第 %d 行：%s", "row %d: %s"), f.Line, f.Text.In(language)))
		if m := f.Mend.In(language); m != "" && !slices.Contains(how, m) {
			how = append(how, m)
		}
	}
	return append(line, strings.Join(what, "\n"), strings.Join(how, "\n"))
}

func pick(language, zh, en string) string {
	if strings.HasPrefix(language, "en") {
		return en
	}
	return zh
}
