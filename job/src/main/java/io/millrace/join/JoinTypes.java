package io.millrace.join;

import io.millrace.change.RecordType;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Flink's type information of what flows inside a join. */
public final class JoinTypes {

  public static final TypeInformation<Subscription> SUBSCRIPTION =
      new RecordType<>(Subscription.class, new SubscriptionSerializer());
  public static final TypeInformation<DimensionChange> DIMENSION_CHANGE =
      new RecordType<>(DimensionChange.class, new DimensionChangeSerializer());
  public static final TypeInformation<Answer> ANSWER =
      new RecordType<>(Answer.class, new AnswerSerializer());

  private JoinTypes() {}
}
