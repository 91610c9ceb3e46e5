package io.millrace.proof;

import io.millrace.proof.history.*;
import io.millrace.proof.simulator.*;

public class SimulatorMain {
  public static void main(String[] a) throws Exception {
    long first = Long.parseLong(a[0]);
    int n = Integer.parseInt(a[1]);
    long t0 = System.nanoTime();
    long steps = 0;
    int bad = 0;
    long jobs = 0;
    for (long seed = first; seed < first + n; seed++) {
      Simulation s = null;
      try {
        long t1 = System.nanoTime();
        Job job = Job.of(ScenarioGenerator.scenario(seed % 100));
        jobs += System.nanoTime() - t1;
        s = new Simulation(job, seed, Interceptor.NONE);
        s.run();
        steps += s.steps;
      } catch (Throwable e) {
        bad++;
        if (bad > 3) System.out.println(seed + ": " + e.toString().split("\n")[0]);
        if (bad <= 3) {
          System.out.println("seed " + seed + "\n" + s);
          e.printStackTrace(System.out);
        }
      }
    }
    System.out.println(
        n
            + " seeds, bad "
            + bad
            + ", steps/seed "
            + steps / n
            + ", ms/seed "
            + (System.nanoTime() - t0) / 1e6 / n
            + " of which graph "
            + jobs / 1e6 / n);
    System.exit(0);
  }
}
