// Package fault_test does to the real binary, as a process, what happens to servers: it is killed, restarted, started
// twice, and somebody changes its files. What the clients know stands against what the server has afterwards.
//
// The short forms run in every go test; ANLAN_FAULT=long runs the long ones. ANLAN_BINARY names a binary to test instead
// of building one. Numbers (R1, R8, S12) are those of docs/reliability.md.
package fault_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

var long = os.Getenv("ANLAN_FAULT") == "long"

const password = "fault-password"

var built struct {
	sync.Mutex
	dir, binary string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// binary builds the command once for all tests.
func binary(t *testing.T) string {
	t.Helper()
	built.Lock()
	defer built.Unlock()
	if built.binary != "" {
		return built.binary
	}
	if b := os.Getenv("ANLAN_BINARY"); b != "" {
		built.binary = b
		return b
	}
	dir, err := os.MkdirTemp("", "anlan-fault-")
	require.NoError(t, err)
	built.dir = dir
	path := filepath.Join(dir, "anlan")
	out, err := exec.Command("go", "build", "-o", path, "anlan/cmd/anlan").CombinedOutput()
	require.NoError(t, err, "%s", out)
	built.binary = path
	return path
}

// start starts a server with a small city of its own; it ends with the test.
func start(t *testing.T) *probe.Server {
	t.Helper()
	return run(t, probe.Options{Binary: binary(t), Data: t.TempDir(), Password: password, Small: true})
}

// run starts a server on ports that it can have again after it was killed.
func run(t *testing.T, o probe.Options) *probe.Server {
	t.Helper()
	for _, addr := range []*string{&o.HTTP, &o.MQTT, &o.HJ212} {
		if *addr == "" {
			*addr = lasting(t)
		}
	}
	s, err := probe.Start(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() {
		s.Kill()
		if t.Failed() {
			t.Logf("what the server said last:\n%s", last(s.Said(), 4000))
		}
	})
	return s
}

// lasting is a free address whose port is below those that systems give to whoever asks for any: while no server has it,
// no connection of somebody else takes it. No port is given twice, so that the listeners of one server do not meet.
func lasting(t *testing.T) string {
	t.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000))
		if _, before := given.LoadOrStore(addr, true); before {
			continue
		}
		if l, err := net.Listen("tcp", addr); err == nil {
			require.NoError(t, l.Close())
			return addr
		}
	}
	require.FailNow(t, "no free port")
	return ""
}

// given are the addresses that lasting has found.
var given sync.Map

// again starts the server on the same data and ports.
func again(t *testing.T, s *probe.Server) *probe.Server {
	t.Helper()
	return run(t, s.Options)
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }

func signIn(t *testing.T, s *probe.Server, user string) *probe.Client {
	t.Helper()
	c, err := s.SignIn(context.Background(), user)
	require.NoError(t, err)
	return c
}

// verify runs "anlan verify" on the data of a server.
func verify(s *probe.Server) (string, error) {
	out, err := exec.Command(s.Binary, "verify", "--data", s.Data).CombinedOutput()
	return string(out), err
}

func requireVerified(t *testing.T, s *probe.Server) string {
	t.Helper()
	out, err := verify(s)
	require.NoError(t, err, "anlan verify: %s", out)
	return fmt.Sprintf("%.120s", out)
}
