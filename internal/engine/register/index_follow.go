package register

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/bus"
)

// Run keeps the index in step with changes made by other nodes, until ctx ends. Changes of this node are in the index
// as soon as their transaction is committed; so are those of a node that died before it told of them, once the outbox,
// which lies in the database, is relayed.
func (r *Register) Run(ctx context.Context) error {
	seq := r.from
	for {
		items, gap, more := r.bus.Feed().After(seq, 1000)
		if gap {
			seq = r.bus.Feed().Last()
			if err := r.reload(ctx); err != nil {
				return err
			}
			continue
		}
		if len(items) > 0 {
			seq = items[len(items)-1].Seq
			if err := r.follow(ctx, items); err != nil {
				return err
			}
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-more:
		}
	}
}

// follow takes events into the index. They say what changed and not how: that is read from the database, since an event
// holds no personal data, and once for all of them.
func (r *Register) follow(ctx context.Context, items []bus.FeedItem) error {
	foreign, ids := false, []string{}
	for _, i := range items {
		switch i.Event.Type {
		case ElementChanged:
			var c Changed
			if err := json.Unmarshal(i.Event.Data, &c); err != nil {
				return fmt.Errorf("event %s: %w", i.Event.ID, err)
			}
			switch {
			case r.index.version(c.ID) >= c.Version:
			case c.Removed:
				r.index.Remove(c.ID, c.Version)
			default:
				ids = append(ids, c.ID)
			}
		case BatchLoaded:
			var l loaded
			if err := json.Unmarshal(i.Event.Data, &l); err != nil {
				return fmt.Errorf("event %s: %w", i.Event.ID, err)
			}
			foreign = foreign || l.Node != r.node
		}
	}
	if foreign { // once for all batches that another node has loaded meanwhile
		return r.reload(ctx)
	}
	return r.reread(ctx, ids)
}

func (r *Register) reload(ctx context.Context) error {
	if err := r.loadAreas(ctx); err != nil {
		return err
	}
	return r.refresh(ctx)
}
