package connector

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

var errUnknown = fail.NotFound("connector.unknown", "没有这个数据源", "there is no such source")

// source finds one in the scope, and NotFound for others.
func (s *System) source(ctx context.Context, q store.Querier, scope identity.Scope, id string) (Source, error) {
	where, args := scope.SQL("area")
	var src Source
	err := q.NewRaw("SELECT "+sourceColumns+" FROM connector_source WHERE id = ? AND "+where, append([]any{id}, args...)...).Scan(ctx, &src)
	if store.IsNoRows(err) {
		return Source{}, errUnknown
	}
	if err != nil {
		return Source{}, fmt.Errorf("read connector %s: %w", id, err)
	}
	return src, src.unpack()
}

// sources are all in the scope, by area and id.
func (s *System) sources(ctx context.Context, q store.Querier, scope identity.Scope) ([]Source, error) {
	where, args := scope.SQL("area")
	out := []Source{}
	if err := q.NewRaw("SELECT "+sourceColumns+" FROM connector_source WHERE "+where+" ORDER BY area, id", args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("read connectors: %w", err)
	}
	for i := range out {
		if err := out[i].unpack(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// put writes a source (Version 0: a new one) with its journal entry. It fails with Conflict when the id is taken or somebody
// changed the source meanwhile.
func (s *System) put(ctx context.Context, tx *store.Tx, by journal.Actor, src *Source) error {
	raw, err := json.Marshal(src.Mapping)
	if err != nil {
		return err
	}
	now := clock.Now(s.Clock)
	src.MappingJSON, src.UpdatedAt, src.HasSecret = string(raw), now, src.Secret != ""
	src.Version++
	if src.Version == 1 {
		err = s.insert(ctx, tx, src)
	} else {
		err = s.update(ctx, tx, src)
	}
	if err != nil {
		return err
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: journalObject(src.ID), Area: src.Area, Actor: by, Action: "connector.source.put", Body: src})
	return err
}

func journalObject(id string) string { return "connector:" + id }

func (s *System) insert(ctx context.Context, tx *store.Tx, src *Source) error {
	n, err := tx.NewRaw("INSERT INTO connector_source ("+sourceColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		src.ID, src.Name, src.Department, src.Area, src.Protocol, src.Address, src.Auth, src.Account, src.Secret, src.Every, src.Limit, src.Late, src.Wait,
		src.Size, src.Overlap, src.Repeats, src.MappingJSON, src.Paused, src.Version, src.UpdatedAt, src.Demo, src.Topics).Exec(ctx)
	if err != nil {
		return fmt.Errorf("make connector %s: %w", src.ID, err)
	}
	if rows, err := n.RowsAffected(); err != nil || rows == 0 {
		return fail.Conflict("connector.there", "编号 "+src.ID+" 已被使用", "the id "+src.ID+" is taken").At("id").Because(err)
	}
	first := fresh
	if src.Paused {
		first = paused
	}
	_, err = tx.NewRaw(`INSERT INTO connector_state (source, state, state_since, place, watched_from, next_at, failures, backlog, taken, refused, lies, digest, same, records, error_zh, error_en, sample, holder, until, turn)
		VALUES (?, ?, ?, '', ?, ?, 0, -1, 0, 0, 0, '', 0, 0, '', '', '', '', 0, 0)`, src.ID, first, src.UpdatedAt, src.UpdatedAt, src.UpdatedAt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("make connector %s: %w", src.ID, err)
	}
	return nil
}

// update changes a source. Where it is in the peer's data stays, unless it now asks somewhere else.
func (s *System) update(ctx context.Context, tx *store.Tx, src *Source) error {
	var old Source
	err := tx.NewRaw("SELECT "+sourceColumns+" FROM connector_source WHERE id = ?"+tx.ForUpdate(), src.ID).Scan(ctx, &old)
	if store.IsNoRows(err) {
		return errUnknown
	}
	if err != nil {
		return fmt.Errorf("change connector %s: %w", src.ID, err)
	}
	if old.Version != src.Version-1 {
		return fail.Conflict("connector.changed", "数据源刚被他人修改，请重新打开", "somebody changed the source meanwhile; open it again").At("version")
	}
	_, err = tx.NewRaw(`UPDATE connector_source SET name = ?, department = ?, area = ?, protocol = ?, address = ?, auth = ?, account = ?, secret = ?, every_s = ?, limit_s = ?, late_s = ?, wait_s = ?,
		size = ?, overlap_s = ?, repeats = ?, mapping = ?, paused = ?, version = ?, updated_at = ?, topics = ? WHERE id = ?`,
		src.Name, src.Department, src.Area, src.Protocol, src.Address, src.Auth, src.Account, src.Secret, src.Every, src.Limit, src.Late, src.Wait,
		src.Size, src.Overlap, src.Repeats, src.MappingJSON, src.Paused, src.Version, src.UpdatedAt, src.Topics, src.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change connector %s: %w", src.ID, err)
	}
	// The silence before a pause ended, or before the change, is not the source's.
	change := "UPDATE connector_state SET next_at = ?, watched_from = ?, turn = turn + 1, holder = '', until = 0"
	if old.Address != src.Address || old.Protocol != src.Protocol {
		change += ", place = '', since = NULL, digest = '', same = 0, records = 0"
	}
	if _, err := tx.NewRaw(change+" WHERE source = ?", src.UpdatedAt, src.UpdatedAt, src.ID).Exec(ctx); err != nil {
		return fmt.Errorf("change connector %s: %w", src.ID, err)
	}
	return nil
}
