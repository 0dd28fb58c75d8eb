package journal

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// SealEvery is how often the server signs a new head while entries come in.
const SealEvery = time.Second

// Head is a signed statement: the journal had Size entries with this Merkle root at that time.
type Head struct {
	Size      int64         `bun:"size" json:"size"`
	Root      string        `bun:"root" json:"root"`
	Frontier  string        `bun:"frontier" json:"-"`
	At        clock.Instant `bun:"at" json:"at"`
	Key       string        `bun:"key" json:"key"`
	Signature string        `bun:"signature" json:"signature"`
}

func (h Head) text() string {
	return fmt.Sprintf("anlan.journal.head.1\n%d\n%s\n%d\n%s", h.Size, h.Root, h.At.UnixMicro(), h.Key)
}

func (j *Journal) resume(ctx context.Context) error {
	var h Head
	err := j.db.Read().NewRaw("SELECT size, frontier FROM journal_head ORDER BY size DESC LIMIT 1").Scan(ctx, &h)
	if store.IsNoRows(err) {
		j.frontier = frontier{}
		return nil
	}
	if err != nil {
		return fmt.Errorf("resume journal: %w", err)
	}
	j.frontier, err = parseFrontier(h.Size, h.Frontier)
	return err
}

// Seal adds the entries written since the last head to the Merkle tree and signs the new head. It returns the newest
// head and does nothing when there is nothing new. Several nodes on one database may seal at once; the first wins.
func (j *Journal) Seal(ctx context.Context) (Head, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f := frontier{size: j.frontier.size, nodes: append([][]byte(nil), j.frontier.nodes...)}
	for {
		var hashes []string
		err := j.db.Read().NewRaw("SELECT hash FROM journal_entry WHERE seq > ? ORDER BY seq LIMIT 10000", f.size).Scan(ctx, &hashes)
		if err != nil {
			return Head{}, fmt.Errorf("seal journal: %w", err)
		}
		for _, h := range hashes {
			f.add(h)
		}
		if len(hashes) == 0 {
			break
		}
	}
	if f.size == j.frontier.size {
		return Head{Size: f.size, Root: f.root()}, nil
	}
	h := Head{Size: f.size, Root: f.root(), Frontier: f.String(), At: clock.Now(j.clock), Key: j.key.id}
	var err error
	if h.Signature, err = j.key.sign(h.text()); err != nil {
		return Head{}, err
	}
	err = j.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO journal_head (size, root, frontier, at, key, signature) VALUES (?, ?, ?, ?, ?, ?)",
			h.Size, h.Root, h.Frontier, h.At, h.Key, h.Signature).Exec(ctx)
		return err
	})
	if store.IsUnique(err) { // another node sealed this size
		j.frontier = f
		return h, nil
	}
	if err != nil {
		return Head{}, fmt.Errorf("seal journal: %w", err)
	}
	j.frontier = f
	return h, j.export(h)
}

// Ready reports whether the last sealing went well.
func (j *Journal) Ready(context.Context) error {
	if err := j.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// Run seals at intervals until ctx ends, and once more at the end.
func (j *Journal) Run(ctx context.Context) error {
	t := j.clock.NewTicker(SealEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			_, err := j.Seal(context.WithoutCancel(ctx))
			return err
		case <-t.Chan():
			_, err := j.Seal(ctx) // what fails now is sealed at the next tick; Ready tells meanwhile
			j.failed.Store(&err)
		}
	}
}

func (j *Journal) export(h Head) error {
	if j.heads == "" {
		return nil
	}
	f, err := os.OpenFile(j.heads, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("export head: %w", err)
	}
	err = json.NewEncoder(f).Encode(h)
	return errors.Join(err, f.Sync(), f.Close())
}

// exported reads the heads that were written beside the database.
func (j *Journal) exported() ([]Head, error) {
	if j.heads == "" {
		return nil, nil
	}
	f, err := os.Open(j.heads)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []Head
	s := bufio.NewScanner(f)
	for s.Scan() {
		var h Head
		if err := json.Unmarshal(s.Bytes(), &h); err != nil {
			continue // torn by a crash; the heads behind it still vouch
		}
		out = append(out, h)
	}
	return out, s.Err()
}
