package upload_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/base/upload"
)

const killDir = "ANLAN_TEST_UPLOAD_DIR" // set in the process that is killed

func openKilled(t *testing.T, dir string) *world {
	w := &world{ctx: context.Background(), clock: clock.NewFake(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)), dir: dir}
	var err error
	w.db, err = store.Open(w.ctx, store.Options{Path: filepath.Join(dir, "a.db")})
	require.NoError(t, err)
	w.blobs, err = blob.OpenDir(filepath.Join(dir, "blobs"))
	require.NoError(t, err)
	w.o = upload.Options{Dir: filepath.Join(dir, "uploads"), Limits: upload.Limits{Other: 1 << 30}}
	w.restart(t)
	return w
}

const (
	killSize  = 8 << 20
	killPiece = 50_000
)

// TestKilledServer kills a receiving process (SIGKILL) many times: after each, the next one has every byte that was
// acknowledged, and at the end the content is what was sent.
func TestKilledServer(t *testing.T) {
	if dir := os.Getenv(killDir); dir != "" {
		receiveUntilKilled(t, dir)
		return
	}
	dir := t.TempDir()
	w := openKilled(t, dir)
	content := film(1, killSize)
	it, err := w.Create(w.ctx, anna, "a.mp4", killSize)
	require.NoError(t, err)
	require.NoError(t, w.db.Close())
	var acked int64
	kills := 0
	for _, lines := range []int{1, 2, 7, 3, 12, 5, 9} {
		last := kill(t, dir, lines)
		kills++
		w = openKilled(t, dir)
		it, err = w.Resume(w.ctx, anna, it.ID)
		require.NoError(t, err)
		require.GreaterOrEqual(t, it.Received, last, "an acknowledged byte is lost")
		require.GreaterOrEqual(t, it.Received, acked)
		acked = it.Received
		require.NoError(t, w.db.Close())
		if it.Status == upload.Stored {
			break
		}
	}
	w = openKilled(t, dir)
	defer w.db.Close()
	if it.Status == upload.Open {
		it, err = w.send(anna, it.ID, it.Received, content[it.Received:])
		require.NoError(t, err)
	}
	require.Equal(t, hashOf(content), it.Hash)
	require.NoError(t, blob.Verify(w.ctx, w.blobs, it.Hash))
	t.Logf("killed %d times, the last at %d of %d bytes", kills, acked, killSize)
}

// kill runs a receiver, kills it after some acknowledgements, and returns the last one.
func kill(t *testing.T, dir string, lines int) (last int64) {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, "-test.run=^TestKilledServer$")
	cmd.Env = append(os.Environ(), killDir+"="+dir)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	r := bufio.NewScanner(out)
	for i := 0; i < lines && r.Scan(); i++ {
		if last, err = strconv.ParseInt(r.Text(), 10, 64); err != nil {
			break // the end of the test's own output
		}
	}
	require.NoError(t, cmd.Process.Kill())
	for r.Scan() { // what it said before it died counts
		if n, err := strconv.ParseInt(r.Text(), 10, 64); err == nil {
			last = n
		}
	}
	_ = cmd.Wait()
	return last
}

func receiveUntilKilled(t *testing.T, dir string) {
	w := openKilled(t, dir)
	content := film(1, killSize)
	items, err := w.Items(w.ctx, anna)
	require.NoError(t, err)
	it, err := w.Resume(w.ctx, anna, items[0].ID)
	for err == nil && it.Status == upload.Open {
		it, err = w.send(anna, it.ID, it.Received, content[it.Received:min(killSize, it.Received+killPiece)])
		fmt.Fprintln(os.Stdout, it.Received)
	}
	require.NoError(t, err)
	select {} // whole: wait to be killed
}
