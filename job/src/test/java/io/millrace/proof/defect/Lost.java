package io.millrace.proof.defect;

import io.millrace.proof.simulator.Interceptor;
import io.millrace.proof.state.StateImage;
import java.util.List;
import java.util.Map;

/** What a restore can lose. */
final class Lost {

  private Lost() {}

  static Interceptor firstAfterRestore() {
    return new Interceptor() {
      private boolean restored;

      @Override
      public StateImage restored(String uid, int subtask, StateImage image, boolean rescaled) {
        restored = true;
        return image;
      }

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        boolean lost = restored && uid.equals("split");
        restored &= !lost;
        return lost ? List.of() : List.of(value);
      }
    };
  }

  static Interceptor onRescale() {
    return restoring(
        (uid, image, rescaled) ->
            rescaled && uid.startsWith("join:") ? withoutKeyed(image) : image);
  }

  static Interceptor joins() {
    return restoring(
        (uid, image, rescaled) -> uid.startsWith("assemble:") ? withoutKeyed(image) : image);
  }

  static Interceptor keyGroup() {
    return restoring(
        (uid, image, rescaled) ->
            uid.startsWith("normalize:") ? image.withoutFirstKeyGroup() : image);
  }

  private static StateImage withoutKeyed(StateImage image) {
    return new StateImage(Map.of(), image.lists());
  }

  @FunctionalInterface
  private interface Loss {
    StateImage of(String uid, StateImage image, boolean rescaled);
  }

  private static Interceptor restoring(Loss loss) {
    return new Interceptor() {
      @Override
      public StateImage restored(String uid, int subtask, StateImage image, boolean rescaled) {
        return loss.of(uid, image, rescaled);
      }
    };
  }
}
