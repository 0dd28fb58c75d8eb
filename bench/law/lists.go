package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/term"
)

// districts are the thirteen of the city.
func district(i int64) string { return fmt.Sprintf("2101%02d", 2+i%13) }

// officer is who answers for a case: forty in each district.
func officer(i int64) string { return fmt.Sprintf("d%02d-%02d", i%13, i/13%40) }

// fill writes open cases with their clocks. One case in fifty is late.
func fill(ctx context.Context, off *office, rules string, n int64) error {
	spec, err := json.Marshal(term.Spec{Length: 90, Unit: calendar.Days})
	if err != nil {
		return err
	}
	data, err := json.Marshal(facts{Party: "沈阳某某机械有限公司", Code: "91210106MA0DEMO001", Findings: findingsText})
	if err != nil {
		return err
	}
	now := time.Now()
	for from := int64(0); from < n; from += 10_000 {
		err := off.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			cases := bulk{table: "procedure_case", columns: "id, procedure, version, stage, closed, title, area, district, root, assignee, assignee_name, department, data, due_at, due_key, opened_by, opened_name, opened_at, changed_at, last_act, last_by, last_name, revision, rules, pending"}
			clocks := bulk{table: "procedure_clock", columns: "case_id, name, n, procedure, rule, spec, party, started_at, fixed_at, pauses, grants, due_at, warn_at, wake_at, provisional, state, stopped_at, area, district, department, assignee"}
			for i := from; i < min(from+10_000, n); i++ {
				caseID, d, who := id.New(), district(i), officer(i)
				area, dept := fmt.Sprintf("%s%03d", d, 1+i/13%9), fmt.Sprintf("执法%d科", i%4)
				// The terms of cases are spread over 90 days, in no order.
				due := clock.At(now.Add(time.Duration(i*7919%(90*24*60))*time.Minute - 43*time.Hour))
				began := clock.At(due.AddDate(0, 0, -90))
				stage := [4]string{"filed", "filed", "reported", "noticed"}[i/7%4]
				if err := cases.add(ctx, tx, caseID, "bench.case", 1, stage, false, fmt.Sprintf("某某公司未如实记录培训情况案 %06d", i), area, d, caseID, who, "某"+who, dept, string(data), due, due.UnixMicro(),
					who, "某"+who, began, began, "open", who, "某"+who, 1, rules, ""); err != nil {
					return err
				}
				if err := clocks.add(ctx, tx, caseID, "decide", 1, "bench.case", "P-DEC", string(spec), false, began, nil, "[]", "[]", due, nil, nil, false, "running", nil, area, d, dept, who); err != nil {
					return err
				}
				if i%3 == 0 {
					if err := clocks.add(ctx, tx, caseID, "hearing", 1, "bench.case", "P-HREQ", string(spec), true, began, nil, "[]", "[]", due, nil, nil, false, "running", nil, area, d, dept, who); err != nil {
						return err
					}
				}
			}
			if err := cases.flush(ctx, tx); err != nil {
				return err
			}
			return clocks.flush(ctx, tx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lists measures what officers look at all day, in a city with many open cases.
func lists(ctx context.Context, p *place, o options, r *report) error {
	off, err := openOffice(ctx, p)
	if err != nil {
		return err
	}
	defer off.bus.Close()
	ids, err := off.open(ctx, person("p0", "officer", "210106"), 1)
	if err != nil {
		return err
	}
	leader, chief := person("leader", "leader", "2101"), person("chief", "leader", "210106")
	first, err := off.engine.Case(ctx, leader, ids[0])
	if err != nil {
		return err
	}
	if err := fill(ctx, off, first.Rules, o.cases); err != nil {
		return err
	}
	if p.at.DSN != "" { // what the server does by itself within a minute
		if _, err := off.db.Read().NewRaw("VACUUM ANALYZE").Exec(ctx); err != nil {
			return err
		}
	}
	own := person("d04-03", "officer", "210106003") // one street; the cases that are his lie in the whole district
	reader := person("auditor", "reader", "2101")
	now := clock.At(time.Now())
	far, soon := clock.At(now.AddDate(1, 0, 0)), clock.At(now.AddDate(0, 0, 7))
	e := off.engine
	for _, l := range []struct {
		what string
		goal bool
		do   func() (int, error)
	}{
		{"inbox of a leader of the city", true, func() (int, error) { return count(e.Inbox(ctx, leader, "", 50)) }},
		{"inbox of a leader of a district", true, func() (int, error) { return count(e.Inbox(ctx, chief, "", 50)) }},
		{"inbox of an officer of a street with cases of his own", true, func() (int, error) { return count(e.Inbox(ctx, own, "", 50)) }},
		{"deadlines of the city", true, func() (int, error) {
			return count(e.Deadlines(ctx, leader, procedure.DeadlineFilter{Before: far, Limit: 100}))
		}},
		{"overdue in the city", true, func() (int, error) {
			return count(e.Deadlines(ctx, leader, procedure.DeadlineFilter{Before: now, Limit: 100}))
		}},
		{"overdue in a district", true, func() (int, error) {
			return count(e.Deadlines(ctx, chief, procedure.DeadlineFilter{Before: now, Limit: 100}))
		}},
		{"overdue in a street, asked by the city", true, func() (int, error) {
			return count(e.Deadlines(ctx, leader, procedure.DeadlineFilter{Before: now, Area: "210106003", Limit: 100}))
		}},
		{"overdue of one officer", true, func() (int, error) {
			return count(e.Deadlines(ctx, leader, procedure.DeadlineFilter{Before: now, Assignee: "d04-03", Limit: 100}))
		}},
		{"overdue of one department", true, func() (int, error) {
			return count(e.Deadlines(ctx, leader, procedure.DeadlineFilter{Before: now, Department: "执法1科", Limit: 100}))
		}},
		{"cases of the city, newest first", false, func() (int, error) { return cases(e.Cases(ctx, leader, procedure.Filter{Open: true})) }},
		{"cases of a street, newest first", false, func() (int, error) {
			return cases(e.Cases(ctx, reader, procedure.Filter{Open: true, Area: "210106003"}))
		}},
		{"late cases of the city", true, func() (int, error) { return cases(e.Cases(ctx, leader, procedure.Filter{Due: now})) }},
		{"late cases of a district", true, func() (int, error) { return cases(e.Cases(ctx, chief, procedure.Filter{Due: now})) }},
		{"cases by words of the title: many", false, func() (int, error) { return cases(e.Cases(ctx, leader, procedure.Filter{Q: "培训"})) }},
		{"cases by words of the title: one in the city", false, func() (int, error) { return cases(e.Cases(ctx, leader, procedure.Filter{Q: "案 000777"})) }},
		{"tallies by district", false, func() (int, error) { return count(e.Tallies(ctx, leader, "area", soon)) }},
		{"tallies by department", false, func() (int, error) { return count(e.Tallies(ctx, leader, "department", soon)) }},
		{"tallies by officer", false, func() (int, error) { return count(e.Tallies(ctx, leader, "person", soon)) }},
	} {
		rows, err := l.do() // warms up, and says what is found
		if err != nil {
			return fmt.Errorf("%s: %w", l.what, err)
		}
		if rows == 0 {
			return fmt.Errorf("%s: the list is empty", l.what)
		}
		say(fmt.Sprintf("%s: %s", p.name, l.what))
		t, err := timed(ctx, p, 1, o.calls, func(int, int) error { _, err := l.do(); return err })
		if err != nil {
			return fmt.Errorf("%s: %w", l.what, err)
		}
		r.lists = append(r.lists, list{p.name, l.what, rows, quantiles(t.each), l.goal})
	}
	return nil
}

func count[T any](rows []T, err error) (int, error) { return len(rows), err }

func cases(rows []procedure.Case, _ string, err error) (int, error) { return len(rows), err }
